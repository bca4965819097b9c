"""The pages that read plan and money together: home, plan, project, checks, documents."""
