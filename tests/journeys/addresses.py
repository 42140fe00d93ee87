"""Every kind of page, by who opens it; the demonstration records make each of them show something."""

PUBLIC = (
    "/",
    "/search",
    "/search?q=101+waits",
    "/search?q=zzzzqqq",
    "/tools/rapid-video-response",
    "/tools/rapid-video-response/versions/1",
    "/tools/single-online-home",
    "/tools/single-online-home/spread",
    "/organisations",
    "/organisations/kent",
    "/matrix",
    "/boards",
    "/changes",
    "/how-to-read",
    "/sources",
    "/privacy",
    "/accessibility",
    "/sign-in",
    "/request-access",
    "/api/v1/docs",
    "/no-such-page",
)
BY_ROLE = {
    "lead": ("/my-work", "/register", "/tools/rapid-video-response/adoption", "/account"),
    "contributor": ("/my-work", "/register"),
    "assurer": ("/my-work",),
    "reviewer": ("/my-work", "/reviews"),
    "chair": ("/my-work",),
    "secretary": ("/my-work",),
    "registrar": ("/my-work",),
}
