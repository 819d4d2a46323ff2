"""Documents made from Markdown and tables: DOCX, ODT, HTML, PDF, XLSX."""
