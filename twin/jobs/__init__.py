"""What is worked out outside requests: jobs, the processes that run them, and what is run again and again."""
