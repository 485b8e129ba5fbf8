package payments

import (
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// Registry holds the gateways that are switched on, by code.
type Registry struct {
	gateways map[string]Gateway
	codes    []string
}

// NewRegistry fails when two gateways have the same code.
func NewRegistry(gateways ...Gateway) (*Registry, error) {
	r := &Registry{gateways: make(map[string]Gateway, len(gateways))}
	for _, g := range gateways {
		if _, twice := r.gateways[g.Code()]; twice {
			return nil, fmt.Errorf("payments: gateway %q is switched on twice", g.Code())
		}
		r.gateways[g.Code()] = g
		r.codes = append(r.codes, g.Code())
	}
	return r, nil
}

// Gateway finds a gateway; CodeGatewayOff when it is not switched on.
func (r *Registry) Gateway(code string) (Gateway, error) {
	if g, ok := r.gateways[code]; ok {
		return g, nil
	}
	return nil, models.NewError(models.CodeGatewayOff, "gateway", code)
}

// Codes lists the gateways in the order in which customers are offered them.
func (r *Registry) Codes() []string { return slices.Clone(r.codes) }
