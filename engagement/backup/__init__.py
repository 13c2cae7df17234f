"""All data of an installation in one file, and back: for both engines, pictures included.

The file is the same whichever engine wrote it, so it also moves an installation from SQLite to PostgreSQL. What is in
it and what is not stands in docs/backup.md.
"""

from __future__ import annotations

from engagement.backup.archive import BackupError, Manifest, check_archive
from engagement.backup.making import create_backup
from engagement.backup.restoring import Restored, RestoreInterrupted, is_filled, restore_backup

__all__ = [
    "BackupError", "Manifest", "RestoreInterrupted", "Restored", "check_archive", "create_backup", "is_filled",
    "restore_backup",
]  # fmt: skip
