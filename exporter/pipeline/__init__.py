"""From a job to its finished files: the only place that knows the order of the stages."""
