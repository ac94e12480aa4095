"""Where containers run: EC2 hosts and Fargate. Knows nothing of ECS or Kubernetes."""
