"""The tracker: city projects from proposal to scaling decision, through gates that can be shut."""
