"""Forum care, private messages, being told

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("pair", sa.String(), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_said", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("pair", name=op.f("uq_conversations_pair")),
    )
    op.create_table(
        "conversation_members",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("after_number", sa.Integer(), nullable=False),
        sa.Column("last_read", sa.Integer(), nullable=False),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_members_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_conversation_members_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", "member_id", name=op.f("pk_conversation_members")
        ),
    )
    op.create_index(
        op.f("ix_conversation_members_member_id"),
        "conversation_members",
        ["member_id"],
        unique=False,
    )
    op.create_table(
        "forum_category_watches",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "surveiller",
                "suivre",
                "normal",
                "premier",
                "silence",
                name="watchlevel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["forum_categories.id"],
            name=op.f("fk_forum_category_watches_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_forum_category_watches_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "category_id", name=op.f("pk_forum_category_watches")),
    )
    op.create_index(
        op.f("ix_forum_category_watches_category_id"),
        "forum_category_watches",
        ["category_id"],
        unique=False,
    )
    op.create_table(
        "forum_read_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["forum_categories.id"],
            name=op.f("fk_forum_read_marks_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_forum_read_marks_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_read_marks")),
        sa.UniqueConstraint(
            "member_id", "category_id", name=op.f("uq_forum_read_marks_member_id_category_id")
        ),
    )
    op.create_index(
        op.f("ix_forum_read_marks_category_id"), "forum_read_marks", ["category_id"], unique=False
    )
    op.create_table(
        "member_blocks",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocked_id"],
            ["members.id"],
            name=op.f("fk_member_blocks_blocked_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_member_blocks_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "blocked_id", name=op.f("pk_member_blocks")),
    )
    op.create_index(
        op.f("ix_member_blocks_blocked_id"), "member_blocks", ["blocked_id"], unique=False
    )
    op.create_table(
        "message_wishes",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "open_to",
            sa.Enum(
                "everybody",
                "nobody",
                name="opento",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_message_wishes_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_message_wishes")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "said",
                "joined",
                "left",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_id"], ["members.id"], name=op.f("fk_messages_about_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_messages_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "conversation_id", "number", name=op.f("uq_messages_conversation_id_number")
        ),
    )
    op.create_index(op.f("ix_messages_about_id"), "messages", ["about_id"], unique=False)
    op.create_index(op.f("ix_messages_author_id"), "messages", ["author_id"], unique=False)
    op.create_index(op.f("ix_messages_html_version"), "messages", ["html_version"], unique=False)
    op.create_table(
        "notice_preferences",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum(
                "immediate",
                "daily",
                "weekly",
                name="rhythm",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_notice_preferences_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_notice_preferences")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("group_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "mail_state",
            sa.Enum(
                "waiting",
                "queued",
                "skipped",
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("mail_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["members.id"], name=op.f("fk_notices_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_notices_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "member_id",
            "group_key",
            "number",
            "slot",
            name=op.f("uq_notices_member_id_group_key_number_slot"),
        ),
    )
    op.create_index(op.f("ix_notices_actor_id"), "notices", ["actor_id"], unique=False)
    op.create_index(op.f("ix_notices_group_key"), "notices", ["group_key"], unique=False)
    op.create_index(
        "ix_notices_mail_state_mail_at", "notices", ["mail_state", "mail_at"], unique=False
    )
    op.create_index(
        "ix_notices_member_id_group_key_id",
        "notices",
        ["member_id", "group_key", "id"],
        unique=False,
    )
    op.create_index(
        "ix_notices_member_id_read_at", "notices", ["member_id", "read_at"], unique=False
    )
    op.create_table(
        "quiet_hours",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("begin_at", sa.Time(), nullable=True),
        sa.Column("end_at", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_quiet_hours_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "term_watches",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "surveiller",
                "suivre",
                "normal",
                "premier",
                "silence",
                name="watchlevel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_term_watches_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_term_watches_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "term_id", name=op.f("pk_term_watches")),
    )
    op.create_index(op.f("ix_term_watches_term_id"), "term_watches", ["term_id"], unique=False)
    op.create_table(
        "weekly_summaries",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_weekly_summaries_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "week", name=op.f("pk_weekly_summaries")),
    )
    op.create_table(
        "bookmarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_bookmarks_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_bookmarks_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmarks")),
        sa.UniqueConstraint(
            "member_id",
            "contribution_id",
            "number",
            name=op.f("uq_bookmarks_member_id_contribution_id_number"),
        ),
    )
    op.create_index(
        op.f("ix_bookmarks_contribution_id"), "bookmarks", ["contribution_id"], unique=False
    )
    op.create_index(
        "ix_bookmarks_member_created", "bookmarks", ["member_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "contribution_viewings",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contribution_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_viewings_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_contribution_viewings_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "contribution_id", name=op.f("pk_contribution_viewings")
        ),
    )
    op.create_index(
        op.f("ix_contribution_viewings_contribution_id"),
        "contribution_viewings",
        ["contribution_id"],
        unique=False,
    )
    op.create_index(
        "ix_contribution_viewings_recent",
        "contribution_viewings",
        ["member_id", "viewed_at"],
        unique=False,
    )
    op.create_table(
        "contribution_watches",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "surveiller",
                "suivre",
                "normal",
                "premier",
                "silence",
                name="watchlevel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_watches_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_contribution_watches_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "contribution_id", name=op.f("pk_contribution_watches")
        ),
    )
    op.create_index(
        op.f("ix_contribution_watches_contribution_id"),
        "contribution_watches",
        ["contribution_id"],
        unique=False,
    )
    op.create_table(
        "message_files",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_files.id"],
            name=op.f("fk_message_files_file_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_files_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "file_id", name=op.f("pk_message_files")),
    )
    op.create_index(op.f("ix_message_files_file_id"), "message_files", ["file_id"], unique=False)
    op.create_table(
        "message_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("message_text", sa.String(), nullable=False),
        sa.Column("message_html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_reports_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["members.id"],
            name=op.f("fk_message_reports_reporter_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_reports")),
        sa.UniqueConstraint(
            "message_id", "reporter_id", name=op.f("uq_message_reports_message_id_reporter_id")
        ),
    )
    op.create_index(
        "ix_message_reports_created_at", "message_reports", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_message_reports_reporter_id"), "message_reports", ["reporter_id"], unique=False
    )
    op.create_table(
        "forum_readings",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_read", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_forum_readings_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_readings_topic_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name=op.f("pk_forum_readings")),
    )
    op.create_index(
        op.f("ix_forum_readings_topic_id"), "forum_readings", ["topic_id"], unique=False
    )
    op.create_table(
        "forum_topic_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "deplacer",
                "fusionner",
                "scinder",
                "suspendre",
                "reprendre",
                "epingler",
                "desepingler",
                "renommer",
                "recevoir",
                name="careact",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["members.id"],
            name=op.f("fk_forum_topic_acts_actor_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_topic_acts_other_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_topic_acts_topic_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_topic_acts")),
    )
    op.create_index(
        op.f("ix_forum_topic_acts_actor_id"), "forum_topic_acts", ["actor_id"], unique=False
    )
    op.create_index(
        op.f("ix_forum_topic_acts_other_id"), "forum_topic_acts", ["other_id"], unique=False
    )
    op.create_index(
        op.f("ix_forum_topic_acts_topic_id"), "forum_topic_acts", ["topic_id"], unique=False
    )
    op.create_table(
        "forum_moved_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["forum_posts.id"],
            name=op.f("fk_forum_moved_posts_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_moved_posts_topic_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_moved_posts")),
        sa.UniqueConstraint(
            "topic_id", "number", name=op.f("uq_forum_moved_posts_topic_id_number")
        ),
    )
    op.create_index(
        op.f("ix_forum_moved_posts_post_id"), "forum_moved_posts", ["post_id"], unique=False
    )
    op.create_table(
        "forum_polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "unique",
                "multiple",
                "classement",
                name="pollkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column(
            "results",
            sa.Enum(
                "toujours",
                "apres-vote",
                "cloture",
                name="resultsshown",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("ballots_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_posts.id"], name=op.f("fk_forum_polls_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_polls")),
        sa.UniqueConstraint("post_id", name=op.f("uq_forum_polls_post_id")),
    )
    op.create_table(
        "forum_post_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"],
            ["members.id"],
            name=op.f("fk_forum_post_revisions_editor_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["forum_posts.id"],
            name=op.f("fk_forum_post_revisions_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_post_revisions")),
    )
    op.create_index(
        op.f("ix_forum_post_revisions_editor_id"),
        "forum_post_revisions",
        ["editor_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_forum_post_revisions_post_id"), "forum_post_revisions", ["post_id"], unique=False
    )
    op.create_table(
        "forum_reactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "utile",
                "merci",
                name="reactionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_forum_reactions_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["forum_posts.id"],
            name=op.f("fk_forum_reactions_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_reactions")),
        sa.UniqueConstraint(
            "post_id", "member_id", "kind", name=op.f("uq_forum_reactions_post_id_member_id_kind")
        ),
    )
    op.create_index(
        op.f("ix_forum_reactions_member_id"), "forum_reactions", ["member_id"], unique=False
    )
    op.create_table(
        "moderation_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_flags", sa.Integer(), nullable=False),
        sa.Column("decisions_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(contribution_id IS NOT NULL) OR (post_id IS NOT NULL) OR (member_id IS NOT NULL)"
            " OR (message_id IS NOT NULL)",
            name=op.f("ck_moderation_cases_names_a_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_moderation_cases_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_moderation_cases_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_moderation_cases_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["forum_posts.id"],
            name=op.f("fk_moderation_cases_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_cases")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_moderation_cases_contribution_id")),
        sa.UniqueConstraint("member_id", name=op.f("uq_moderation_cases_member_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_moderation_cases_message_id")),
        sa.UniqueConstraint("post_id", name=op.f("uq_moderation_cases_post_id")),
    )
    op.create_index(
        "ix_moderation_cases_queue",
        "moderation_cases",
        ["priority", "waiting_since", "id"],
        unique=False,
    )
    op.create_table(
        "forum_ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_forum_ballots_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"],
            ["forum_polls.id"],
            name=op.f("fk_forum_ballots_poll_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_ballots")),
        sa.UniqueConstraint(
            "poll_id", "member_id", name=op.f("uq_forum_ballots_poll_id_member_id")
        ),
    )
    op.create_index(
        op.f("ix_forum_ballots_member_id"), "forum_ballots", ["member_id"], unique=False
    )
    op.create_table(
        "moderation_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "open",
                "upheld",
                "dismissed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_cases.id"],
            name=op.f("fk_moderation_flags_case_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["members.id"],
            name=op.f("fk_moderation_flags_reporter_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_flags")),
        sa.UniqueConstraint(
            "case_id", "reporter_id", name=op.f("uq_moderation_flags_case_id_reporter_id")
        ),
    )
    op.create_index(
        "ix_moderation_flags_reporter_created",
        "moderation_flags",
        ["reporter_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "moderation_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["members.id"],
            name=op.f("fk_moderation_log_actor_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_cases.id"],
            name=op.f("fk_moderation_log_case_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_moderation_log_contribution_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_log")),
    )
    op.create_index(
        "ix_moderation_log_act_done", "moderation_log", ["act", "done_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_moderation_log_actor_id"), "moderation_log", ["actor_id"], unique=False
    )
    op.create_index(op.f("ix_moderation_log_case_id"), "moderation_log", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_moderation_log_contribution_id"),
        "moderation_log",
        ["contribution_id"],
        unique=False,
    )
    op.create_index("ix_moderation_log_done", "moderation_log", ["done_at", "id"], unique=False)
    op.add_column(
        "contributions", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "contributions", sa.Column("hidden_reason", sa.String(), nullable=False, server_default="")
    )
    _refer("contributions", "replaced_by_id", "contributions (id) ON DELETE SET NULL")
    op.create_index(
        op.f("ix_contributions_replaced_by_id"), "contributions", ["replaced_by_id"], unique=False
    )
    with op.batch_alter_table("form_drafts") as drafts:  # nothing points at it
        drafts.drop_constraint(op.f("uq_form_drafts_member_id_place"), type_="unique")
    op.create_index(
        "ix_form_drafts_member_place", "form_drafts", ["member_id", "place"], unique=False
    )
    op.add_column(
        "forum_posts", sa.Column("useful_count", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "forum_posts", sa.Column("thanks_count", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("forum_posts", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "forum_posts", sa.Column("hidden_reason", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "forum_posts",
        sa.Column("is_authors_first", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_forum_posts_topic_useful",
        "forum_posts",
        ["topic_id", "useful_count", "thanks_count"],
        unique=False,
    )
    _refer("forum_topics", "about_id", "contributions (id) ON DELETE SET NULL")
    op.add_column("forum_topics", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "forum_topics", sa.Column("closed_reason", sa.String(), nullable=False, server_default="")
    )
    op.add_column("forum_topics", sa.Column("reopens_on", sa.Date(), nullable=True))
    op.add_column("forum_topics", sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "forum_topics",
        sa.Column("is_pinned_everywhere", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "forum_topics", sa.Column("acts_count", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "forum_topics", sa.Column("care_lines", sa.JSON(), nullable=False, server_default="[]")
    )
    op.create_index(op.f("ix_forum_topics_about_id"), "forum_topics", ["about_id"], unique=False)
    op.create_index(
        "ix_forum_topics_pinned_at",
        "forum_topics",
        ["pinned_at"],
        unique=False,
        sqlite_where=sa.text("pinned_at IS NOT NULL"),
        postgresql_where=sa.text("pinned_at IS NOT NULL"),
    )
    op.add_column("outgoing_mails", sa.Column("headers", sa.JSON(), nullable=True))


def _refer(table: str, column: str, target: str) -> None:
    """Add a column that points at another table, without making the table anew.

    SQLite adds no constraint to a table that exists, and making it anew would empty those that
    point at it. Both databases read this sentence.
    """
    name = op.f(f"fk_{table}_{column}")
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target}"
    )


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup made before the upgrade")
