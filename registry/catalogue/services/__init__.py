"""Changing records: each function is one action, authorised and written to the audit trail."""

from registry.catalogue.services.content import begin_copy, project
from registry.catalogue.services.loading import add_step, tool_to
from registry.catalogue.services.prechecks import add_precheck, edit_precheck, refuse_failing, switch_precheck
from registry.catalogue.services.prefilling import prefill
from registry.catalogue.services.publishing import ReleaseDetails, publish_version, record_release
from registry.catalogue.services.records import claim, register_tool, restore, retire, start_draft, suspend, withdraw
from registry.catalogue.services.redaction import agree_redaction, ask_redaction, refuse_redaction
from registry.catalogue.services.sections import mark_to_check, save_section
from registry.catalogue.services.typed import discard_typed, keep_typed

__all__ = [
    "ReleaseDetails",
    "add_precheck",
    "add_step",
    "agree_redaction",
    "ask_redaction",
    "begin_copy",
    "claim",
    "discard_typed",
    "edit_precheck",
    "keep_typed",
    "mark_to_check",
    "prefill",
    "project",
    "publish_version",
    "record_release",
    "refuse_failing",
    "refuse_redaction",
    "register_tool",
    "restore",
    "retire",
    "save_section",
    "start_draft",
    "suspend",
    "switch_precheck",
    "tool_to",
    "withdraw",
]
