# « make help » lists what one may ask. Only Python 3.11 or newer (with venv) and make are needed.

.DEFAULT_GOAL := help
.PHONY: help start setup test check format bench eval backup restore demo-remove admin lock clean

RUN := .venv/bin/python
FLASK := $(RUN) -m flask --app wsgi
SETUP := python=$$(sh scripts/python.sh) && "$$python" scripts/setup.py
TEST_PROCESSES ?= 2
export TEST_PROCESSES

help: ## cette aide
	@printf '\n  Tremplin\n\n'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | \
	  while IFS="$$(printf '\t')" read -r name words; do printf '  make %-12s %s\n' "$$name" "$$words"; done
	@printf '\n  HOST, PORT, VAR_DIR, DATABASE_URL et DEMO=0 se donnent devant : PORT=8080 make start\n\n'

start: ## lance le site (première fois : installe tout et charge la démonstration)
	@$(SETUP)
	@exec $(RUN) serve.py

setup: ## installe tout ce que le site demande, sans le lancer
	@$(SETUP)

test: ## installe tout ce que les tests demandent et lance chaque test
	@$(SETUP) --dev
	@exec $(RUN) -m scripts.test

check: ## format, erreurs courantes, types, imports, gabarits, migrations, traductions, failles connues
	@$(SETUP) --dev
	@exec $(RUN) -m scripts.check

format: ## met le code en forme
	@$(SETUP) --dev
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format --quiet .

bench: ## mesure la vitesse sur un grand site
	@$(SETUP) --dev
	@exec $(RUN) -m bench

eval: ## mesure la recherche sur des questions jugées (EVAL_DATA=dossier)
	@$(SETUP) --dev
	@exec $(RUN) -m bench.evaluate

backup: ## fait une archive de toutes les données, même pendant que le site tourne
	@$(SETUP)
	@$(FLASK) backup make $(if $(TO),--to "$(TO)") $(if $(KEEP),--keep $(KEEP))

restore: ## remet une archive en place : make restore FILE=archive
	@test -n "$(FILE)" || { echo "Dites quelle archive : make restore FILE=chemin/de/l’archive" >&2; exit 1; }
	@$(SETUP)
	@$(FLASK) backup restore "$(FILE)" $(if $(REPLACE),--replace)

demo-remove: ## enlève tout ce que la démonstration a apporté
	@$(SETUP)
	@$(FLASK) demo remove

admin: ## crée le premier compte d’administration
	@$(SETUP)
	@$(FLASK) database upgrade
	@$(FLASK) members create-admin

lock: ## écrit à nouveau les verrous des paquets Python et npm
	@$(SETUP) --dev
	@$(RUN) -m scripts.lock

clean: ## enlève ce qui se refait ; jamais les données
	rm -rf .venv node_modules static/vendor static/vendor.new static/build
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find static -name '*.gz' -delete
