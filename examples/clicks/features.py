"""The same as prepare.py on many cores: /data/features, a folder of CSV files with user, clicks, bought."""

from pyspark.sql import SparkSession, functions

spark = SparkSession.builder.getOrCreate()
clicks = spark.read.csv("/data/clicks.csv", schema="user STRING, item STRING, second INT, bought INT")
counted = clicks.groupBy("user").agg(functions.count("*").alias("clicks"), functions.sum("bought").alias("bought"))
counted.write.mode("overwrite").csv("/data/features")
spark.stop()
