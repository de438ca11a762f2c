"""The request of the bench, by locust's quicker client."""

from locust import FastHttpUser, task


class Visitor(FastHttpUser):
    @task
    def visit(self):
        self.client.get("/items/7")
