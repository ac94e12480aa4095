"""A face of the world for real AWS clients: requests in AWS's own wire formats, answered by the planes.

`session` connects boto3 in process, `gateway` answers one request, `wire` reads and writes the formats. One
module per service (`ecs`, `ecr`, `eks`, `autoscaling`) translates between AWS's words and the planes.
"""
