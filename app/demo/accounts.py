"""The accounts that a newcomer may try: who they are, in one line each."""

from dataclasses import dataclass

PASSWORD = "tremplin-demo"  # noqa: S105 - shown to whoever starts the demonstration


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration."""

    email: str
    who: str


ACCOUNTS = (
    DemoAccount("sylvain-c@exemple.test", "Sylvain C., accompagnateur, Relais ESS Baie de Somme"),
    DemoAccount("thomas-g@exemple.test", "Thomas G., animateur territorial, Thiérache"),
    DemoAccount("maelys-t@exemple.test", "Maëlys T., nouvelle accompagnatrice, Sambre-Avesnois"),
    DemoAccount("elise-p@exemple.test", "Élise P., animation du réseau"),
    DemoAccount("yann-q@exemple.test", "Yann Q., administration du site"),
)
