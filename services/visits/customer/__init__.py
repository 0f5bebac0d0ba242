"""The customers as visits hears of them: from leads, from scoring and from its own contacts."""
