# %% wrong: limits without a policy
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=25, MaxCapacity=25, **what)


# %% wrong: the largest number is too small
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=3, MaxCapacity=12, **what)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    autoscaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 60.0,
            "PredefinedMetricSpecification": metric,
            "ScaleOutCooldown": 60,
        },
        **what,
    )


# %% wrong: a target that leaves no room
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=3, MaxCapacity=40, **what)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    autoscaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 97.0,
            "PredefinedMetricSpecification": metric,
            "ScaleOutCooldown": 60,
        },
        **what,
    )


# %% wrong: a target that wastes
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=3, MaxCapacity=100, **what)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    autoscaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 25.0,
            "PredefinedMetricSpecification": metric,
            "ScaleOutCooldown": 60,
        },
        **what,
    )


# %% wrong: out, but never in
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=3, MaxCapacity=40, **what)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    autoscaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 60.0,
            "PredefinedMetricSpecification": metric,
            "ScaleOutCooldown": 60,
            "DisableScaleIn": True,
        },
        **what,
    )


# %% right: the default cooldowns and a smaller target
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=4, MaxCapacity=60, **what)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    autoscaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 55.0,
            "PredefinedMetricSpecification": metric,
        },
        **what,
    )


# %% right: a higher target that reacts at once
def scale(autoscaling):
    """Set up automatic scaling of the service `web` in the cluster `shop`."""
    what = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(MinCapacity=3, MaxCapacity=40, **what)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    autoscaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 65.0,
            "PredefinedMetricSpecification": metric,
            "ScaleOutCooldown": 0,
            "ScaleInCooldown": 120,
        },
        **what,
    )
