package api

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Intent is a payment that a customer is about to make at a gateway.
type Intent struct {
	PaymentID int64
	Reference string // the order's payment token
	Amount    int64  // minor units
	Currency  models.Currency
	Order     int64  // its number: each gateway has words of its own for it
	ReturnURL string // where the customer comes back to
}

// Gateways are the payment gateways that are switched on (PAY-3). An unknown
// code answers CodeGatewayOff.
type Gateways interface {
	// Codes lists them in the order in which customers are offered them.
	Codes() []string
	// Start opens a payment and tells the gateway's id of it and where the customer pays.
	Start(ctx context.Context, code string, intent Intent) (externalID, redirectURL string, err error)
	// Parse authenticates a notification: CodeBadSignature when it is not from the gateway.
	Parse(code string, header http.Header, body []byte) (services.Notification, error)
}

// notified hears a gateway. What is not authentic is refused before anything is
// written; what is authentic is stored before it is answered.
func (a *api) notified(c *gin.Context) {
	outcome, err := a.hear(c)
	if err != nil {
		refuse(c.Writer, c.Request, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"outcome": outcome})
}

func (a *api) hear(c *gin.Context) (outcome string, err error) {
	code := c.Param("code")
	body, err := readBody(c.Writer, c.Request)
	if err != nil {
		return "", err
	}
	if a.deps.Gateways == nil {
		return "", models.NewError(models.CodeGatewayOff)
	}
	notification, err := a.deps.Gateways.Parse(code, c.Request.Header, body)
	if err != nil {
		return "", err
	}
	for _, text := range []string{notification.EventID, notification.ExternalID, notification.Reference, notification.Account, notification.Body} {
		if withoutNul(text) != nil || !utf8.ValidString(text) {
			return "", malformed("it holds text that is not UTF-8, or U+0000")
		}
	}
	return a.service.AcceptNotification(c.Request.Context(), code, notification)
}
