package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// LetterTemplate is one revision of a template in one language (MAIL-3).
type LetterTemplate struct {
	ID        int64     `json:"id"`
	Code      string    `json:"code"`
	Language  string    `json:"language" enum:"ru,en"`
	Revision  int64     `json:"revision" doc:"The ETag, too"`
	Kind      string    `json:"kind" enum:"service,mailing"`
	Subject   string    `json:"subject"`
	HTML      string    `json:"html"`
	Text      string    `json:"text"`
	CreatedBy *int64    `json:"created_by" doc:"null: built in"`
	CreatedAt time.Time `json:"created_at"`
}

func showTemplate(t *models.LetterTemplate) LetterTemplate {
	return LetterTemplate{t.ID, t.Code, t.Language, t.Revision, t.Kind, t.Subject, t.HTML, t.TextPart, t.CreatedBy, t.CreatedAt.UTC()}
}

// TemplateBody is what a template says, in Liquid.
type TemplateBody struct {
	Kind    string `json:"kind" enum:"service,mailing" doc:"mailing needs consent and has an unsubscribe link"`
	Subject string `json:"subject" maxLength:"1000"`
	HTML    string `json:"html" maxLength:"200000"`
	Text    string `json:"text" maxLength:"200000"`
}

// TemplateTrial is a template to be filled with a real order.
type TemplateTrial struct {
	TemplateBody
	OrderID int64 `json:"order_id" minimum:"1"`
}

// Rendered is a filled template.
type Rendered struct {
	Subject string `json:"subject"`
	HTML    string `json:"html"`
	Text    string `json:"text"`
}

// ByCode names a template in one language.
type ByCode struct {
	Code     string `path:"code" maxLength:"64"`
	Language string `path:"language" enum:"ru,en"`
}

func (t TemplateBody) params(of ByCode, revision int64) services.TemplateParams {
	return services.TemplateParams{
		Code: of.Code, Language: of.Language, Kind: t.Kind, Subject: t.Subject, HTML: t.HTML, Text: t.Text, Revision: revision,
	}
}

func (a *api) registerTemplates() {
	const tag, path = "Letter templates", "/letter-templates/{code}/{language}"
	endpoint(a, operation{method: http.MethodGet, path: "/letter-templates", id: "list-letter-templates", tag: tag, summary: "The present revision of each"}, a.listTemplates)
	endpoint(a, operation{method: http.MethodGet, path: path, id: "get-letter-template", tag: tag, summary: "Read a template"}, a.getTemplate)
	endpoint(a, operation{
		method: http.MethodPut, path: path, id: "save-letter-template", tag: tag, summary: "Save a new revision",
		detail: "If-Match: * creates a template that is not there. An unknown variable is a fault.",
	}, a.saveTemplate)
	endpoint(a, operation{
		method: http.MethodPost, path: path + "/preview", id: "preview-letter-template", tag: tag,
		summary: "Fill a template, saved or not, with an order",
	}, a.previewTemplate)
}

func (a *api) listTemplates(ctx context.Context, _ *nothing) (*plain[Page[LetterTemplate]], error) {
	rows, err := a.service.LetterTemplates(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return listed(rows, showTemplate), nil
}

func (a *api) getTemplate(ctx context.Context, in *struct {
	ByCode
	Revision int64 `query:"revision" minimum:"1" doc:"The present one when absent"`
},
) (*one[LetterTemplate], error) {
	return templated(a.service.LetterTemplate(ctx, actorOf(ctx), in.Code, in.Language, in.Revision))
}

func templated(t *models.LetterTemplate, err error) (*one[LetterTemplate], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showTemplate(t), t.Revision), nil
}

func (a *api) saveTemplate(ctx context.Context, in *struct {
	ByCode
	Edit
	Body TemplateBody
},
) (*one[LetterTemplate], error) {
	revision, err := in.version()
	if err != nil {
		return nil, err
	}
	return templated(a.service.SaveLetterTemplate(ctx, actorOf(ctx), in.Body.params(in.ByCode, revision)))
}

func (a *api) previewTemplate(ctx context.Context, in *struct {
	ByCode
	Body TemplateTrial
},
) (*plain[Rendered], error) {
	r, err := a.service.PreviewLetterTemplate(ctx, actorOf(ctx), in.Body.params(in.ByCode, 0), in.Body.OrderID)
	if err != nil {
		return nil, err
	}
	return &plain[Rendered]{Rendered(r)}, nil
}
