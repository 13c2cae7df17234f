"""What the platform brought about in a town, for its council: figures by month, which hold nobody.

They are counted from what is there, and kept by month before the rows behind them are deleted (workflows/retention).
"""

from __future__ import annotations

from engagement.workflows.council.keeping import keep_figures
from engagement.workflows.council.reading import YearlyReport, yearly_report, years_of

__all__ = ["YearlyReport", "keep_figures", "yearly_report", "years_of"]
