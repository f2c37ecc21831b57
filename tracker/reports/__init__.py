"""Reports: frozen, numbered views of one project, written as Word documents."""
