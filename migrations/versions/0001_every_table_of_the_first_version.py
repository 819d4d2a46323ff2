"""Every table of the first version

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_key"), "attempts", ["key"], unique=False)
    op.create_index(op.f("ix_attempts_made_at"), "attempts", ["made_at"], unique=False)
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("is_for_facilitators", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("slug", name=op.f("uq_groups_slug")),
    )
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_mails_key")),
    )
    op.create_index(
        op.f("ix_outgoing_mails_next_attempt_at"),
        "outgoing_mails",
        ["next_attempt_at"],
        unique=False,
    )
    op.create_index(op.f("ix_outgoing_mails_sent_at"), "outgoing_mails", ["sent_at"], unique=False)
    op.create_table(
        "search_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_outbox")),
    )
    op.create_table(
        "site_facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_facts")),
    )
    op.create_table(
        "submitted_forms",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submitted_forms")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["terms.id"], name=op.f("fk_terms_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("scheme", "slug", name=op.f("uq_terms_scheme_slug")),
    )
    op.create_index(op.f("ix_terms_parent_id"), "terms", ["parent_id"], unique=False)
    op.create_index(op.f("ix_terms_scheme"), "terms", ["scheme"], unique=False)
    op.create_table(
        "territories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "region",
                "departement",
                "epci",
                "ville",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["territories.id"],
            name=op.f("fk_territories_parent_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territories")),
        sa.UniqueConstraint("level", "code", name=op.f("uq_territories_level_code")),
    )
    op.create_index(op.f("ix_territories_parent_id"), "territories", ["parent_id"], unique=False)
    op.create_index(op.f("ix_territories_slug"), "territories", ["slug"], unique=False)
    op.create_table(
        "forum_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column(
            "visible_to",
            sa.Enum(
                "public",
                "network",
                "structure",
                "group",
                "parties",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("post_hint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.id"],
            name=op.f("fk_forum_categories_group_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_forum_categories_slug")),
    )
    op.create_index(
        op.f("ix_forum_categories_group_id"), "forum_categories", ["group_id"], unique=False
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("session_key", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "active",
                "suspended",
                "left",
                name="memberstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_facilitator", sa.Boolean(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("presentation", sa.String(), nullable=False),
        sa.Column("availability", sa.String(), nullable=False),
        sa.Column(
            "profile_visibility",
            sa.Enum(
                "public",
                "network",
                "structure",
                name="profilevisibility",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["terms.id"], name=op.f("fk_members_job_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("email", name=op.f("uq_members_email")),
    )
    op.create_index(op.f("ix_members_job_id"), "members", ["job_id"], unique=False)
    op.create_table(
        "structures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("acronym", sa.String(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("presentation", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "request",
                "active",
                "dormant",
                "left",
                name="structurestatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["type_id"], ["terms.id"], name=op.f("fk_structures_type_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structures")),
        sa.UniqueConstraint("slug", name=op.f("uq_structures_slug")),
    )
    op.create_index(op.f("ix_structures_type_id"), "structures", ["type_id"], unique=False)
    op.create_table(
        "contributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("structure_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "network",
                "structure",
                "group",
                "parties",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "archived",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["members.id"],
            name=op.f("fk_contributions_author_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_contributions_group_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_contributions_structure_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    op.create_index(
        op.f("ix_contributions_author_id"), "contributions", ["author_id"], unique=False
    )
    op.create_index(
        "ix_contributions_deleted_at",
        "contributions",
        ["deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_contributions_group_id"), "contributions", ["group_id"], unique=False)
    op.create_index(
        "ix_contributions_kind_activity",
        "contributions",
        ["kind", "state", "last_activity_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_contributions_kind_published",
        "contributions",
        ["kind", "state", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contributions_structure_id"), "contributions", ["structure_id"], unique=False
    )
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_form_drafts_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_drafts")),
        sa.UniqueConstraint("member_id", "place", name=op.f("uq_form_drafts_member_id_place")),
    )
    op.create_table(
        "group_memberships",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.id"],
            name=op.f("fk_group_memberships_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_group_memberships_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_group_memberships")),
    )
    op.create_index(
        op.f("ix_group_memberships_member_id"), "group_memberships", ["member_id"], unique=False
    )
    op.create_table(
        "member_terms",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_member_terms_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_member_terms_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "term_id", name=op.f("pk_member_terms")),
    )
    op.create_index(op.f("ix_member_terms_term_id"), "member_terms", ["term_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("is_referent", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_memberships_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_memberships_structure_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "member_id", "structure_id", name=op.f("uq_memberships_member_id_structure_id")
        ),
    )
    op.create_index(op.f("ix_memberships_member_id"), "memberships", ["member_id"], unique=False)
    op.create_index(
        op.f("ix_memberships_structure_id"), "memberships", ["structure_id"], unique=False
    )
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "reset",
                "invitation",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_one_time_links_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_index(
        op.f("ix_one_time_links_member_id"), "one_time_links", ["member_id"], unique=False
    )
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("charset", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uploader_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "extraction",
            sa.Enum(
                "pending",
                "done",
                "failed",
                "not_needed",
                name="extraction",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["uploader_id"],
            ["members.id"],
            name=op.f("fk_stored_files_uploader_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
    )
    op.create_index(
        "ix_stored_files_attached_at_detached_at",
        "stored_files",
        ["attached_at", "detached_at"],
        unique=False,
    )
    op.create_index(
        "ix_stored_files_extraction_next_attempt_at",
        "stored_files",
        ["extraction", "next_attempt_at"],
        unique=False,
    )
    op.create_index(op.f("ix_stored_files_sha256"), "stored_files", ["sha256"], unique=False)
    op.create_index(
        op.f("ix_stored_files_uploader_id"), "stored_files", ["uploader_id"], unique=False
    )
    op.create_table(
        "citations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "uses",
                "related",
                "mentions",
                name="citationkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["contributions.id"],
            name=op.f("fk_citations_source_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["contributions.id"],
            name=op.f("fk_citations_target_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
        sa.UniqueConstraint(
            "source_id", "target_id", "kind", name=op.f("uq_citations_source_id_target_id_kind")
        ),
    )
    op.create_index(op.f("ix_citations_source_id"), "citations", ["source_id"], unique=False)
    op.create_index(op.f("ix_citations_target_id"), "citations", ["target_id"], unique=False)
    op.create_table(
        "contribution_coauthors",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_coauthors_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_contribution_coauthors_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "contribution_id", "member_id", name=op.f("pk_contribution_coauthors")
        ),
    )
    op.create_index(
        op.f("ix_contribution_coauthors_member_id"),
        "contribution_coauthors",
        ["member_id"],
        unique=False,
    )
    op.create_table(
        "contribution_parties",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_parties_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_contribution_parties_structure_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "contribution_id", "structure_id", name=op.f("pk_contribution_parties")
        ),
    )
    op.create_index(
        op.f("ix_contribution_parties_structure_id"),
        "contribution_parties",
        ["structure_id"],
        unique=False,
    )
    op.create_table(
        "contribution_terms",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_terms_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"],
            ["terms.id"],
            name=op.f("fk_contribution_terms_term_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contribution_id", "term_id", name=op.f("pk_contribution_terms")),
    )
    op.create_index(
        op.f("ix_contribution_terms_term_id"), "contribution_terms", ["term_id"], unique=False
    )
    op.create_table(
        "contribution_territories",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_territories_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territories.id"],
            name=op.f("fk_contribution_territories_territory_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "contribution_id", "territory_id", name=op.f("pk_contribution_territories")
        ),
    )
    op.create_index(
        op.f("ix_contribution_territories_territory_id"),
        "contribution_territories",
        ["territory_id"],
        unique=False,
    )
    op.create_table(
        "file_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_file_texts_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_texts")),
        sa.UniqueConstraint("file_id", "position", name=op.f("uq_file_texts_file_id_position")),
    )
    op.create_table(
        "forum_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "question",
                "discussion",
                "annonce",
                "offre-demande",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("posts_count", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_poster_id", sa.Integer(), nullable=True),
        sa.Column("accepted_number", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["forum_categories.id"],
            name=op.f("fk_forum_topics_category_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["contributions.id"], name=op.f("fk_forum_topics_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["last_poster_id"],
            ["members.id"],
            name=op.f("fk_forum_topics_last_poster_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_topics")),
    )
    op.create_index(
        op.f("ix_forum_topics_category_id"), "forum_topics", ["category_id"], unique=False
    )
    op.create_index(
        op.f("ix_forum_topics_last_poster_id"), "forum_topics", ["last_poster_id"], unique=False
    )
    op.create_index(
        "ix_forum_topics_nature_posts_count",
        "forum_topics",
        ["nature", "posts_count"],
        unique=False,
    )
    op.create_table(
        "practice_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("working_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("working_saved_by_id", sa.Integer(), nullable=True),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("is_revising", sa.Boolean(), nullable=False),
        sa.Column("last_mark", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("maturity", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id"], ["contributions.id"], name=op.f("fk_practice_sheets_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"],
            ["structures.id"],
            name=op.f("fk_practice_sheets_origin_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["working_saved_by_id"],
            ["members.id"],
            name=op.f("fk_practice_sheets_working_saved_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_sheets")),
    )
    op.create_index(
        op.f("ix_practice_sheets_maturity"), "practice_sheets", ["maturity"], unique=False
    )
    op.create_index(
        op.f("ix_practice_sheets_origin_id"), "practice_sheets", ["origin_id"], unique=False
    )
    op.create_index(
        op.f("ix_practice_sheets_working_saved_by_id"),
        "practice_sheets",
        ["working_saved_by_id"],
        unique=False,
    )
    op.create_table(
        "resources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("description_html", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("advice_html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("extent", sa.String(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "fr",
                "nl",
                "en",
                "pcd",
                "autre",
                name="language",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("accessibility", sa.String(), nullable=False),
        sa.Column("authors", sa.String(), nullable=False),
        sa.Column("contributors", sa.String(), nullable=False),
        sa.Column("made_on", sa.String(), nullable=False),
        sa.Column(
            "licence",
            sa.Enum(
                "CC BY-SA 4.0",
                "CC BY 4.0",
                "CC BY-NC-SA 4.0",
                "CC0 1.0",
                "Licence Ouverte 2.0",
                "Réservé aux membres du réseau",
                "Tous droits réservés (lien seulement)",
                name="licence",
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("rights_holder", sa.String(), nullable=False),
        sa.Column("rights_checked", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id"], ["contributions.id"], name=op.f("fk_resources_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["terms.id"], name=op.f("fk_resources_type_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
    )
    op.create_index(op.f("ix_resources_type_id"), "resources", ["type_id"], unique=False)
    op.create_table(
        "forum_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("structure_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["members.id"],
            name=op.f("fk_forum_posts_author_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_forum_posts_structure_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_posts_topic_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_posts")),
        sa.UniqueConstraint("topic_id", "number", name=op.f("uq_forum_posts_topic_id_number")),
    )
    op.create_index(op.f("ix_forum_posts_author_id"), "forum_posts", ["author_id"], unique=False)
    op.create_index(
        op.f("ix_forum_posts_structure_id"), "forum_posts", ["structure_id"], unique=False
    )
    op.create_table(
        "resource_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_files.id"],
            name=op.f("fk_resource_files_file_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resources.id"],
            name=op.f("fk_resource_files_resource_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_files")),
        sa.UniqueConstraint(
            "resource_id", "file_id", name=op.f("uq_resource_files_resource_id_file_id")
        ),
    )
    op.create_index(op.f("ix_resource_files_file_id"), "resource_files", ["file_id"], unique=False)
    op.create_index(
        op.f("ix_resource_files_resource_id"), "resource_files", ["resource_id"], unique=False
    )
    op.create_table(
        "sheet_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("rendered", sa.JSON(), nullable=False),
        sa.Column("rendered_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["members.id"],
            name=op.f("fk_sheet_revisions_author_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["practice_sheets.id"],
            name=op.f("fk_sheet_revisions_sheet_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_revisions")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_sheet_revisions_sheet_id_number")),
    )
    op.create_index(
        op.f("ix_sheet_revisions_author_id"), "sheet_revisions", ["author_id"], unique=False
    )
    op.create_table(
        "forum_post_files",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_files.id"],
            name=op.f("fk_forum_post_files_file_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["forum_posts.id"],
            name=op.f("fk_forum_post_files_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", "file_id", name=op.f("pk_forum_post_files")),
    )
    op.create_index(
        op.f("ix_forum_post_files_file_id"), "forum_post_files", ["file_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_forum_post_files_file_id"), table_name="forum_post_files")
    op.drop_table("forum_post_files")
    op.drop_index(op.f("ix_sheet_revisions_author_id"), table_name="sheet_revisions")
    op.drop_table("sheet_revisions")
    op.drop_index(op.f("ix_resource_files_resource_id"), table_name="resource_files")
    op.drop_index(op.f("ix_resource_files_file_id"), table_name="resource_files")
    op.drop_table("resource_files")
    op.drop_index(op.f("ix_forum_posts_structure_id"), table_name="forum_posts")
    op.drop_index(op.f("ix_forum_posts_author_id"), table_name="forum_posts")
    op.drop_table("forum_posts")
    op.drop_index(op.f("ix_resources_type_id"), table_name="resources")
    op.drop_table("resources")
    op.drop_index(op.f("ix_practice_sheets_working_saved_by_id"), table_name="practice_sheets")
    op.drop_index(op.f("ix_practice_sheets_origin_id"), table_name="practice_sheets")
    op.drop_index(op.f("ix_practice_sheets_maturity"), table_name="practice_sheets")
    op.drop_table("practice_sheets")
    op.drop_index("ix_forum_topics_nature_posts_count", table_name="forum_topics")
    op.drop_index(op.f("ix_forum_topics_last_poster_id"), table_name="forum_topics")
    op.drop_index(op.f("ix_forum_topics_category_id"), table_name="forum_topics")
    op.drop_table("forum_topics")
    op.drop_table("file_texts")
    op.drop_index(
        op.f("ix_contribution_territories_territory_id"), table_name="contribution_territories"
    )
    op.drop_table("contribution_territories")
    op.drop_index(op.f("ix_contribution_terms_term_id"), table_name="contribution_terms")
    op.drop_table("contribution_terms")
    op.drop_index(op.f("ix_contribution_parties_structure_id"), table_name="contribution_parties")
    op.drop_table("contribution_parties")
    op.drop_index(op.f("ix_contribution_coauthors_member_id"), table_name="contribution_coauthors")
    op.drop_table("contribution_coauthors")
    op.drop_index(op.f("ix_citations_target_id"), table_name="citations")
    op.drop_index(op.f("ix_citations_source_id"), table_name="citations")
    op.drop_table("citations")
    op.drop_index(op.f("ix_stored_files_uploader_id"), table_name="stored_files")
    op.drop_index(op.f("ix_stored_files_sha256"), table_name="stored_files")
    op.drop_index("ix_stored_files_extraction_next_attempt_at", table_name="stored_files")
    op.drop_index("ix_stored_files_attached_at_detached_at", table_name="stored_files")
    op.drop_table("stored_files")
    op.drop_index(op.f("ix_one_time_links_member_id"), table_name="one_time_links")
    op.drop_table("one_time_links")
    op.drop_index(op.f("ix_memberships_structure_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_member_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_member_terms_term_id"), table_name="member_terms")
    op.drop_table("member_terms")
    op.drop_index(op.f("ix_group_memberships_member_id"), table_name="group_memberships")
    op.drop_table("group_memberships")
    op.drop_table("form_drafts")
    op.drop_index(op.f("ix_contributions_structure_id"), table_name="contributions")
    op.drop_index("ix_contributions_kind_published", table_name="contributions")
    op.drop_index("ix_contributions_kind_activity", table_name="contributions")
    op.drop_index(op.f("ix_contributions_group_id"), table_name="contributions")
    op.drop_index(
        "ix_contributions_deleted_at",
        table_name="contributions",
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_contributions_author_id"), table_name="contributions")
    op.drop_table("contributions")
    op.drop_index(op.f("ix_structures_type_id"), table_name="structures")
    op.drop_table("structures")
    op.drop_index(op.f("ix_members_job_id"), table_name="members")
    op.drop_table("members")
    op.drop_index(op.f("ix_forum_categories_group_id"), table_name="forum_categories")
    op.drop_table("forum_categories")
    op.drop_index(op.f("ix_territories_slug"), table_name="territories")
    op.drop_index(op.f("ix_territories_parent_id"), table_name="territories")
    op.drop_table("territories")
    op.drop_index(op.f("ix_terms_scheme"), table_name="terms")
    op.drop_index(op.f("ix_terms_parent_id"), table_name="terms")
    op.drop_table("terms")
    op.drop_table("submitted_forms")
    op.drop_table("site_facts")
    op.drop_table("search_outbox")
    op.drop_index(op.f("ix_outgoing_mails_sent_at"), table_name="outgoing_mails")
    op.drop_index(op.f("ix_outgoing_mails_next_attempt_at"), table_name="outgoing_mails")
    op.drop_table("outgoing_mails")
    op.drop_table("groups")
    op.drop_index(op.f("ix_attempts_made_at"), table_name="attempts")
    op.drop_index(op.f("ix_attempts_key"), table_name="attempts")
    op.drop_table("attempts")
