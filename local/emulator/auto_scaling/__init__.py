"""Auto Scaling groups as AWS runs them: lifecycle hooks, retained instances, activities, zones."""
