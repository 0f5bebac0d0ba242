"""HTTP as all four services speak it: problems, keys, idempotency, versions, cursors, positions, health.

Knows no business word. A service brings its routers, its table of rejections and its checks to
`app.create_app`; everything a client may rely on in every service is decided here.
"""
