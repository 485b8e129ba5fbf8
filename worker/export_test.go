package worker

import (
	"log/slog"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/services"
)

// NewCare is what an installation does by itself.
func NewCare(service *services.Service, gateways Gateways, log *slog.Logger) activities.Care {
	return &care{service, gateways, log}
}

// AtOnce is how many objects one step of care takes.
const AtOnce = atOnce
