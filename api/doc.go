// Package api is the HTTP door: the REST API under /api/v1 (Gin routes, Huma
// describes), the public payment and purchase pages, gateway notifications and
// the operations listener.
//
// It binds, asks one use case of services and answers; no rule lives here. Every
// route stands in the table of access.go, which says who may use it; what is not
// there is refused. Requests are checked against the published schema by
// request.go, errors leave by problems.go alone.
//
// It imports services, process, segment and models. Gateways, captured letters
// and metrics come as small interfaces; GORM, Temporal and configuration never do.
package api
