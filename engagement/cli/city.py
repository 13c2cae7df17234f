from flask.cli import AppGroup

city_cli = AppGroup("city")
platform_cli = AppGroup("platform")
