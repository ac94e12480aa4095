"""A world on loopback for tools outside the notebook: the aws CLI, OCI clients, kubectl.

One server on 127.0.0.1 answers all of them:

    POST /           AWS's JSON services (ECS, ECR, Application Auto Scaling), told apart by X-Amz-Target
    /clusters …      EKS, which speaks REST
    /v2/ …           the registry, by the OCI distribution protocol
    /kubernetes/ …   the Kubernetes API of each EKS cluster, below its name
    /planes/ …       virtual time: GET status; POST run?seconds=60

    with serve(world, speed=60) as server:
        print(server.instructions())

Needs the extra `serve`. Everybody on this machine can reach a loopback port, so every door asks for a secret:
AWS requests carry the server's token as access key id (signatures are not checked), the registry wants the
user AWS with an ECR password, Kubernetes and /planes/ the token as bearer.
"""

from planes.clients.serve.server import Server, serve

__all__ = ["Server", "serve"]
