"""The short logs of a project: risks and issues with their owners, lessons, meetings."""
