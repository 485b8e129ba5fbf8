package main

import (
	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/models"
)

// variablesFor is what a template may name: a built-in one what its letter
// binds, any other what every letter about an order binds.
func variablesFor(code string) mail.VariableSet {
	if code == models.TemplatePaymentReceived {
		return mail.VariablesFor(models.SubjectPayment)
	}
	return mail.VariablesFor(models.SubjectOrder)
}

// templateHelp tells whoever writes the template what it may use.
func templateHelp(code, language string) models.TemplateHelp {
	return models.TemplateHelp{Variables: mail.Describe(variablesFor(code), language), Tags: mail.Tags(), Filters: mail.Filters()}
}
