package models

// sentence is one thing to say, in every language that users read.
type sentence struct{ en, ru string }

// sentences holds the words of every code (API-1). {name} is a parameter; a
// clause in [square brackets] is left out when one of its parameters is not
// given. {from} and {to} are statuses, shown with their title.
var sentences = map[Code]sentence{
	CodeInternal: {
		"Something went wrong on our side. Nothing was changed; please try again.",
		"На нашей стороне произошла ошибка. Ничего не изменено, попробуйте ещё раз.",
	},
	CodeUnavailable: {
		"The service is busy or restarting[ ({what})]. Please try again in a moment.",
		"Сервис занят или перезапускается[ ({what})]. Повторите через минуту.",
	},
	CodeInvalid: {
		"Some fields have faults[ ({count})]; each is named with what it should be.",
		"В полях есть ошибки[ ({count})]; у каждого указано, что в нём ожидается.",
	},
	CodeMalformed: {
		"One valid JSON document is expected here, with nothing after it[: {reason}].",
		"Здесь ожидается один правильный документ JSON, без лишнего в конце[: {reason}].",
	},
	CodeBodyTooLarge: {
		"The request is too large[: at most {max} bytes are allowed].",
		"Запрос слишком большой[: допустимо не больше {max} байт].",
	},
	CodeUnknownField: {
		"There is no such field[: {field}][. Allowed here: {allowed}].",
		"Такого поля нет[: {field}][. Здесь допустимы: {allowed}].",
	},
	CodeRequired: {
		"This field is required[: {field}].",
		"Это поле обязательно[: {field}].",
	},
	CodeOutOfRange: {
		"The value[ {value}] is out of range[: it should be at least {min}][, at most {max}].",
		"Значение[ {value}] вне допустимых границ[: не меньше {min}][, не больше {max}].",
	},
	CodeTooLong: {
		"The text is too long[: at most {max} characters].",
		"Текст слишком длинный[: не больше {max} знаков].",
	},
	CodeTooMany: {
		"There are too many of them here[: at most {max}].",
		"Их здесь слишком много[: не больше {max}].",
	},
	CodeControlCharacter: {
		"The text holds a line break or another control character: write it in one line.",
		"В тексте есть перевод строки или другой управляющий символ: напишите его одной строкой.",
	},
	CodeNotOneOf: {
		"The value[ {value}] is not one of those allowed[: {allowed}].",
		"Значение[ {value}] не из списка допустимых[: {allowed}].",
	},
	CodeWrongType: {
		"The value has the wrong type[: it should be {expected}].",
		"Значение не того типа[: ожидается {expected}].",
	},
	CodeInvalidEmail: {
		"This is not an e-mail address; it should look like name@example.com.",
		"Это не адрес электронной почты; он выглядит так: name@example.com.",
	},
	CodeInvalidPhone: {
		"This is not a phone number; it should look like +44 20 7946 0958.",
		"Это не номер телефона; он выглядит так: +7 900 123-45-67.",
	},
	CodeInvalidAmount: {
		"The sum[ {amount}] is not valid: write a positive decimal such as 1500[ with at most {places} decimal places].",
		"Сумма[ {amount}] записана неверно: нужно положительное число, например 1500[, знаков после точки не больше {places}].",
	},
	CodeInvalidTime: {
		"The time[ {value}] is not valid: write it by RFC 3339, between the years 1900 and 2999, such as 2026-03-01T12:00:00Z.",
		"Время[ {value}] не годится: нужен формат RFC 3339 и год от 1900 до 2999, например 2026-03-01T12:00:00Z.",
	},
	CodeTimePassed: {
		"The time[ {value}] has passed: it must be one to come.",
		"Время[ {value}] уже прошло: нужно будущее.",
	},
	CodeTimeToCome: {
		"The time[ {value}] is still to come: it must be one that has passed.",
		"Время[ {value}] ещё не наступило: нужно прошедшее.",
	},
	CodeInvalidTimeZone: {
		"The time zone[ {value}] is not known: use an IANA name such as Europe/Moscow.",
		"Часовой пояс[ {value}] неизвестен: нужно название IANA, например Europe/Moscow.",
	},
	CodeInvalidCursor: {
		"The page cursor is not valid: take it unchanged from the previous page, with the same filter and sorting.",
		"Указатель страницы неверен: возьмите его без изменений с предыдущей страницы, с тем же фильтром и сортировкой.",
	},
	CodeUnknownCurrency: {
		"The currency[ {currency}] is not known: use an ISO 4217 code such as RUB, USD or EUR.",
		"Валюта[ {currency}] неизвестна: нужен код ISO 4217, например RUB, USD или EUR.",
	},
	CodeMixedCurrency: {
		"One order has one currency[: this one is in {expected}][, not in {currency}].",
		"В одном заказе одна валюта[: здесь {expected}][, а не {currency}].",
	},
	CodeSumTooLarge: {
		"The sum is too large[: at most {max} minor units]. Lower the price or the quantity.",
		"Сумма слишком велика[: не больше {max} в минимальных единицах]. Уменьшите цену или количество.",
	},
	CodeBootstrapToken: {
		"This one-time token is wrong, used, or older than an hour. A restart of the service prints another one while there is no owner.",
		"Этот одноразовый токен неверен, уже использован или старше часа. Пока владельца нет, при перезапуске сервис печатает новый.",
	},
	CodeUnauthenticated: {
		"You are not logged in, or your session has ended: log in. A program sends a valid API token: Authorization: Bearer <token>.",
		"Вы не вошли, или сеанс закончился: войдите. Программа передаёт действующий токен API: Authorization: Bearer <токен>.",
	},
	CodeWrongLogin: {
		"The e-mail or the password is wrong.",
		"Неверная почта или пароль.",
	},
	CodeTooManyAttempts: {
		"Too many attempts[: try again in {seconds} seconds]. If you have forgotten the password, have a link sent to you.",
		"Слишком много попыток[: повторите через {seconds} с]. Если вы забыли пароль, запросите ссылку на почту.",
	},
	CodeInvalidTopic: {
		"There is no such topic[: {value}].",
		"Такой темы нет[: {value}].",
	},
	CodeTooManyListening: {
		"You have too many pages open that follow changes[: at most {max}]. Close some of them.",
		"У вас открыто слишком много страниц, которые следят за изменениями[: не больше {max}]. Закройте лишние.",
	},
	CodeCrossOrigin: {
		"This request came from another site, so nothing was done. Repeat it on our own page.",
		"Запрос пришёл с другого сайта, поэтому ничего не сделано. Повторите его на нашей странице.",
	},
	CodeAnotherPerson: {
		"Another person is logged in than the request names, so nothing was done. Open the page anew.",
		"Вошёл другой человек, а не тот, кого называет запрос, поэтому ничего не сделано. Откройте страницу заново.",
	},
	CodeSecureOnly: {
		"Logging in needs a secure connection: open the service at its https address, or on this computer at localhost.",
		"Для входа нужно защищённое соединение: откройте сервис по адресу https или, на этом же компьютере, через localhost.",
	},
	CodeSessionRequired: {
		"Only a person who is logged in may do this, not a program with an API token.",
		"Это делает только человек, который вошёл сам, а не программа с токеном API.",
	},
	CodeWrongPassword: {
		"This is not your present password.",
		"Это не ваш нынешний пароль.",
	},
	CodeTooShort: {
		"The text is too short[: at least {min} characters].",
		"Текст слишком короткий[: нужно не меньше {min} знаков].",
	},
	CodePasswordCommon: {
		"Many people use this password, so it is guessed first. Choose another one: several words are good.",
		"Такой пароль есть у многих, его подбирают первым. Придумайте другой: хорошо подходят несколько слов.",
	},
	CodePasswordPerson: {
		"The password must not be your own name or e-mail address. Choose another one.",
		"Пароль не должен совпадать с вашим именем или почтой. Придумайте другой.",
	},
	CodeLinkSpent: {
		"This link is wrong, was used already, or is too old. Ask for a new one.",
		"Ссылка неверна, уже использована или устарела. Запросите новую.",
	},
	CodeAlreadyJoined: {
		"This person has set a password already. If it is forgotten, a link to a new one can be had where one logs in.",
		"Этот сотрудник уже задал пароль. Если пароль забыт, ссылку на новый можно получить на странице входа.",
	},
	CodeStaffInactive: {
		"This person does not work here any more. Make them active first.",
		"Этот сотрудник больше не работает. Сначала сделайте его активным.",
	},
	CodeForbidden: {
		"You may not do this[: the right \"{right}\" is needed]. Ask an owner or an administrator.",
		"У вас нет прав на это действие[: нужно право «{right}»]. Обратитесь к владельцу или администратору.",
	},
	CodeGrantExceeded: {
		"You may not grant more than you have[: \"{right}\"].",
		"Нельзя выдать больше прав, чем есть у вас[: «{right}»].",
	},
	CodeOwnOrdersOnly: {
		"You work with your own orders only: an order stays with you, and a new one becomes yours.",
		"Вы работаете только со своими заказами: заказ остаётся за вами, и новый тоже будет вашим.",
	},
	CodeStageStays: {
		"This stage stays on the board, so its orders stay on it, too.",
		"Этот этап остаётся на доске, поэтому и заказы остаются на нём.",
	},
	CodeOnlyManagers: {
		"Only a manager can be limited to their own orders.",
		"Только своими заказами можно ограничить лишь менеджера.",
	},
	CodeNotFound: {
		"There is no such object[: {kind}][ {id}].",
		"Такого объекта нет[: {kind}][ {id}].",
	},
	CodeUnknownReference: {
		"This refers to something that does not exist[: {kind}][ {id}].",
		"Здесь указано то, чего нет[: {kind}][ {id}].",
	},
	CodeAlreadyExists: {
		"This already exists[: {kind}][ {id}]. Use another value, or change the existing one.",
		"Это уже есть[: {kind}][ {id}]. Укажите другое значение или измените существующее.",
	},
	CodeConflict: {
		"Somebody changed this at the same time. Read it again and repeat.",
		"Кто-то изменил это одновременно с вами. Обновите данные и повторите.",
	},
	CodeStale: {
		"Somebody has changed this meanwhile[: {by}][; {change}]. Look at it as it is now and try again.",
		"Тем временем здесь что-то изменили[: {by}][; {change}]. Посмотрите, как стало, и попробуйте ещё раз.",
	},
	CodePreconditionMissing: {
		"Send If-Match with the version that you read, so that nobody's change is lost.",
		"Передайте If-Match с прочитанной версией, чтобы ничьи изменения не потерялись.",
	},
	CodeKeyReused: {
		"This Idempotency-Key was used for a different request. Use a new key for a new request.",
		"Этот Idempotency-Key уже использован для другого запроса. Для нового запроса нужен новый ключ.",
	},
	CodeKeyRunning: {
		"The first request with this Idempotency-Key is still running. Repeat in a moment.",
		"Первый запрос с этим Idempotency-Key ещё выполняется. Повторите чуть позже.",
	},
	CodeConfirmRequired: {
		"This needs a confirmation[: the order goes from {from} to {to}][; {reason}][: {left} is left to pay, and {surplus} more goes to the customer's deposit]. Repeat with \"confirm\": true.",
		"Нужно подтверждение[: заказ перейдёт из {from} в {to}][; {reason}][: осталось оплатить {left}, а лишние {surplus} уйдут на депозит пользователя]. Повторите с \"confirm\": true.",
	},

	CodeOfferArchived: {
		"The offer[ {offer}] is archived and not on sale. Choose another one.",
		"Предложение[ {offer}] в архиве и не продаётся. Выберите другое.",
	},
	CodeDuplicateOrder: {
		"The customer already has an open order for this[: order {number}].",
		"У пользователя уже есть открытый заказ на это[: заказ {number}].",
	},
	CodeProductOwned: {
		"The customer owns already what this offer opens[: order {number}].",
		"У пользователя уже есть то, что открывает это предложение[: заказ {number}].",
	},
	CodeRefundWanted: {
		"A payment of this order is marked for refund[: payment {payment}]. Decide about it first in Money to decide: it was given back, it goes to the deposit, or the order is reopened with it.",
		"Платёж этого заказа отмечен к возврату[: платёж {payment}]. Сначала решите в списке «Деньги к решению», что с ним будет: деньги возвращены, уходят на депозит или заказ открывается вместе с ними.",
	},
	CodeLastItem: {
		"The last item of an order cannot be removed. Add another one first, or cancel the order.",
		"Последнюю позицию заказа убрать нельзя. Сначала добавьте другую или отмените заказ.",
	},
	CodeStatusForbidden: {
		"An order cannot go[ from {from} to {to}]: there is no such change.",
		"Заказ нельзя перевести[ из {from} в {to}]: такого перехода нет.",
	},
	CodeStatusNeedsMoney: {
		"An order cannot go[ from {from} to {to}] while something is left to pay: record the payment.",
		"Заказ нельзя перевести[ из {from} в {to}], пока он не оплачен: внесите платёж.",
	},
	CodeStatusHoldsMoney: {
		"An order cannot go[ from {from} to {to}] while it holds money: refund it, move it to another order or the deposit, or mark it for refund.",
		"Заказ нельзя перевести[ из {from} в {to}], пока в нём есть деньги: верните их, перенесите в другой заказ или на депозит либо отметьте к возврату.",
	},
	CodeStatusLockedByMoney: {
		"An order that is partly paid through a gateway cannot change its status[ from {from} to {to}]: move the payment to another order or to the deposit, or refund it.",
		"Заказ с частичной оплатой через платёжную систему нельзя перевести[ из {from} в {to}]: перенесите платёж в другой заказ или на депозит либо верните его.",
	},
	CodeStatusOnlyMoney: {
		"An order cannot go[ from {from} to {to}] by hand: this status follows from a payment. Record the payment.",
		"Заказ нельзя перевести[ из {from} в {to}] вручную: этот статус появляется после платежа. Внесите платёж.",
	},
	CodeStatusOnlyPeople: {
		"A process cannot move an order[ from {from} to {to}]: only a person may.",
		"Процесс не может перевести заказ[ из {from} в {to}]: это делает только человек.",
	},
	CodeMoneyInFlight: {
		"A payment for this order is under way[, so it cannot go from {from} to {to} yet]. Wait for the gateway's final word.",
		"По этому заказу идёт платёж[, поэтому его пока нельзя перевести из {from} в {to}]. Дождитесь окончательного ответа платёжной системы.",
	},
	CodeAccessWouldEnd: {
		"After this change the order is no longer paid in full and the customer's access ends. Repeat with \"confirm\": true if this is meant.",
		"После этого изменения заказ оплачен не полностью и доступ пользователя закроется. Если так и нужно, повторите с \"confirm\": true.",
	},
	CodeReasonNotAllowed: {
		"A refusal reason goes only with the statuses \"cancelled\" and \"false\"[, not with {to}].",
		"Причина отказа указывается только со статусами «Отменён» и «Ложный»[, но не {to}].",
	},
	CodePaymentNotMovable: {
		"This payment cannot be moved[: {reason}]. Only accepted money moves, to an order of the same customer and currency or to the deposit.",
		"Этот платёж нельзя перенести[: {reason}]. Переносятся только принятые деньги — в заказ того же пользователя и в той же валюте или на депозит.",
	},
	CodePaymentNotVoidable: {
		"This payment cannot be voided[: {reason}].",
		"Этот платёж нельзя аннулировать[: {reason}].",
	},
	CodePaymentNotRefundable: {
		"This payment cannot be marked for refund[: {reason}]. Only accepted money that is in an order is given back.",
		"Этот платёж нельзя отметить к возврату[: {reason}]. Возвращают только принятые деньги, которые лежат в заказе.",
	},
	CodeNothingToPay: {
		"No money is awaited for this order, so it takes no payment deadline.",
		"Оплаты по этому заказу не ждут, поэтому срок оплаты ему не назначают.",
	},
	CodeDepositTooLow: {
		"There is not enough on the deposit[: {balance} of {needed}]. Nothing was debited.",
		"На депозите не хватает денег[: {balance} из {needed}]. Ничего не списано.",
	},
	CodePartTooSmall: {
		"The part is too small[: at least {min}].",
		"Часть слишком мала[: не меньше {min}].",
	},
	CodePartTooLarge: {
		"The sum is more than is left to pay[: at most {max}].",
		"Сумма больше, чем осталось оплатить[: не больше {max}].",
	},
	CodeLinkClosed: {
		"This order can no longer be paid by this link[: {reason}].",
		"По этой ссылке заказ больше нельзя оплатить[: {reason}].",
	},
	CodeBadSignature: {
		"The notification's signature is missing, wrong or too old. Sign the body with the gateway's secret.",
		"Подпись уведомления отсутствует, неверна или устарела. Подпишите тело секретом платёжной системы.",
	},
	CodeGatewayOff: {
		"The payment gateway[ {gateway}] is not switched on. Choose another way to pay.",
		"Платёжная система[ {gateway}] не включена. Выберите другой способ оплаты.",
	},
	CodeGatewayUnclear: {
		"The payment gateway gave no clear answer[ ({gateway})]. We ask it again; money that has arrived is not lost.",
		"Платёжная система не дала ясного ответа[ ({gateway})]. Мы спросим её ещё раз; пришедшие деньги не потеряются.",
	},
	CodeLetterNotUnknown: {
		"Only a letter of which nobody knows whether it arrived is sent again[: this one is {state}].",
		"Снова отправить можно только письмо, о котором неизвестно, дошло ли оно[: у этого состояние {state}].",
	},
	CodeTooManyLetters: {
		"Too many test letters[: try again in {seconds} seconds].",
		"Слишком много пробных писем[: повторите через {seconds} с].",
	},
	CodeOrderFalse: {
		"The order is false: it takes no money, and no letters go out about it. Give it another status first.",
		"Заказ ложный: его не оплачивают, и писем о нём никто не получит. Сначала верните ему другой статус.",
	},
	CodeDecisionClosed: {
		"This money has already been decided upon[: {decision}].",
		"Об этих деньгах уже принято решение[: {decision}].",
	},

	CodeProcessInvalid: {
		"The process cannot be published[ (faults: {count})]; each fault names its block.",
		"Процесс нельзя опубликовать[ (ошибок: {count})]; у каждой ошибки указан блок.",
	},
	CodeDeadEnd: {
		"The exit[ {exit}] leads nowhere. Connect it to a block, or to an end block.",
		"Выход[ {exit}] никуда не ведёт. Соедините его с блоком или с концом процесса.",
	},
	CodeUnreachable: {
		"No path from the start leads to this block. Connect it, or remove it.",
		"До этого блока нельзя дойти от начала. Соедините его или удалите.",
	},
	CodeBusyLoop: {
		"The process goes round here without a pause[: {blocks}]. Put a delay or a wait into the loop.",
		"Здесь процесс ходит по кругу без паузы[: {blocks}]. Добавьте в цикл задержку или ожидание.",
	},
	CodeUnknownBlock: {
		"There is no such block[: {block}][. Known kinds: {allowed}].",
		"Такого блока нет[: {block}][. Известные виды: {allowed}].",
	},
	CodeUnknownExit: {
		"This block has no such exit[: {exit}][. Its exits: {allowed}].",
		"У этого блока нет такого выхода[: {exit}][. Его выходы: {allowed}].",
	},
	CodeExitTwice: {
		"The exit[ {exit}] is connected twice. One exit leads to one block.",
		"Выход[ {exit}] соединён дважды. Один выход ведёт к одному блоку.",
	},
	CodeBlockTwice: {
		"Two blocks have the same id[: {block}]. Give each its own.",
		"У двух блоков один и тот же id[: {block}]. Дайте каждому свой.",
	},
	CodeNoStart: {
		"The process should have exactly one start block[, but has {count}].",
		"В процессе должен быть ровно один начальный блок[, а их {count}].",
	},
	CodeUnknownTemplate: {
		"There is no such letter template[: {template}]. Create it, or choose another one.",
		"Такого шаблона письма нет[: {template}]. Создайте его или выберите другой.",
	},
	CodeUnknownVariable: {
		"There is no such variable[: {variable}][, line {line}][. Available: {allowed}].",
		"Такой переменной нет[: {variable}][, строка {line}][. Доступны: {allowed}].",
	},
	CodeTemplateSyntax: {
		"The template cannot be read[, line {line}][: {reason}].",
		"Шаблон не читается[, строка {line}][: {reason}].",
	},
	CodeForbiddenStatus: {
		"A process may not set the status[ {to}]; choose one that processes may set[: {allowed}].",
		"Процесс не может установить статус[ {to}]; выберите тот, который ему доступен[: {allowed}].",
	},
	CodeWrongSubject: {
		"This works on {expected}[, but the process is about {subject}].",
		"Это работает с объектами вида {expected}[, а процесс идёт по объектам вида {subject}].",
	},
	CodeProcessNotActive: {
		"The process[ {process}] is not running. Publish and start it first.",
		"Процесс[ {process}] не запущен. Сначала опубликуйте и запустите его.",
	},
	CodeMovedOn: {
		"The process has gone on meanwhile. Look again at what it does next.",
		"Процесс тем временем продвинулся. Посмотрите заново, что он сделает дальше.",
	},
	CodeHasFailed: {
		"The process has stopped here after a failure. Try it again or skip the block first.",
		"Процесс здесь остановился из-за ошибки. Сначала повторите или пропустите блок.",
	},
	CodeNothingToSkip: {
		"The process does nothing more here that could be skipped.",
		"Процесс больше ничего не делает, пропускать нечего.",
	},
	CodeNotFailed: {
		"Only a failed enrollment can be retried or skipped[; this one is {state}].",
		"Повторить или пропустить можно только прохождение с ошибкой[; это — {state}].",
	},
	CodeUnknownEvent: {
		"There is no such event[: {event}][. Known: {allowed}].",
		"Такого события нет[: {event}][. Известные: {allowed}].",
	},
	CodeChainTooLong: {
		"Processes started one another too many times in a row[: at most {max}]. Check that they do not form a circle.",
		"Процессы слишком много раз подряд запустили друг друга[: не больше {max}]. Проверьте, не образуют ли они круг.",
	},
	CodeSelfTrigger: {
		"This operation[ ({operation})] can cause the event[ {event}] that starts this very process. It will not enter anew unless the settings allow it.",
		"Эта операция[ ({operation})] может вызвать событие[ {event}], по которому начинается этот же процесс. Повторного входа не будет, если его не разрешают настройки.",
	},

	CodeSegmentTooDeep: {
		"The rules are nested too deeply[: at most {max} levels].",
		"Слишком глубокая вложенность правил[: не больше {max} уровней].",
	},
	CodeSegmentTooWide: {
		"There are too many rules or values here[: at most {max}].",
		"Здесь слишком много правил или значений[: не больше {max}].",
	},
	CodeUnknownRule: {
		"There is no such field to select by[: {field}].[ Did you mean {similar}?][ Available: {allowed}.]",
		"По такому полю отбирать нельзя[: {field}].[ Возможно, имелось в виду {similar}?][ Доступны: {allowed}.]",
	},
	CodeUnknownOperator: {
		"The field[ {field}] cannot be compared this way[: {operator}][. Available: {allowed}].",
		"Поле[ {field}] так сравнивать нельзя[: {operator}][. Доступно: {allowed}].",
	},
	CodeRelationTooDeep: {
		"Related objects go one level deep only[: {field}].",
		"Связанные объекты доступны только на один уровень[: {field}].",
	},
	CodeNotInTime: {
		"It cannot be foreseen when time changes the answer of this rule[: {field}]. Use it in a condition, not in a wait or an exit rule.",
		"Нельзя заранее вычислить, когда это правило изменится со временем[: {field}]. Используйте его в условии, а не в ожидании или правиле выхода.",
	},

	CodeBulkState: {
		"The bulk operation[ is {state} and] does not allow this now.",
		"Массовое действие сейчас этого не допускает[: состояние {state}].",
	},
	CodeLetterUndelivered: {
		"The letter was not delivered yet[: the mail server answered {status}]. It will be tried again.",
		"Письмо пока не доставлено[: почтовый сервер ответил {status}]. Попытка повторится.",
	},
	CodeLetterRefused: {
		"The mail server refused the letter for good[: {status}]. Check the address.",
		"Почтовый сервер окончательно отклонил письмо[: {status}]. Проверьте адрес.",
	},
	CodeSchemaMismatch: {
		"The database has schema {have}, and this program needs {want}. Run \"orderflow migrate\" of the right version.",
		"У базы схема {have}, а программе нужна {want}. Выполните «orderflow migrate» нужной версии.",
	},
	CodeLastOwner: {
		"The last active owner cannot leave or change role. Make somebody else an owner first.",
		"Последний действующий владелец не может уйти или сменить роль. Сначала назначьте другого владельца.",
	},
	CodeInvalidSlug: {
		"The address[ {value}] is not valid: use Latin small letters, digits and single dashes between them, at most 60 characters.",
		"Адрес[ {value}] не подходит: нужны строчные латинские буквы, цифры и одиночные дефисы между ними, не больше 60 знаков.",
	},
	CodeInvalidCode: {
		"The code[ {value}] is not valid: at most 64 characters[, {form}].",
		"Код[ {value}] записан неверно: не больше 64 знаков[, {form}].",
	},
	CodeInvalidURL: {
		"The address[ {value}] is not valid: write it whole, such as https://example.com/page.",
		"Адрес[ {value}] записан неверно: укажите его целиком, например https://example.com/page.",
	},
	CodeSegmentInUse: {
		"Bulk operations for this segment have not ended[: {count}]. It can be deleted when they have.",
		"По этому сегменту идут или ждут согласования массовые действия[: {count}]. Удалить его можно, когда они закончатся.",
	},
	CodeStageInUse: {
		"The stage[ {stage}] cannot go while open orders stand on it[: {count}]. Say where they go.",
		"Этап[ {stage}] нельзя убрать, пока на нём есть открытые заказы[: {count}]. Укажите, куда их перенести.",
	},
	CodeMethodNotAllowed: {
		"This address does not take the method[ {method}][. It takes: {allowed}].",
		"Этот адрес не принимает метод[ {method}][. Принимает: {allowed}].",
	},
	CodeUnsupportedMedia: {
		"The body must be JSON as it is: send Content-Type: application/json[, not {given}][; Content-Encoding {encoding} is not read].",
		"Тело запроса должно быть JSON без сжатия: передайте Content-Type: application/json[, а не {given}][; Content-Encoding {encoding} не поддерживается].",
	},
}

// statusTitles are the names under which people know the statuses.
var statusTitles = map[Status]sentence{
	StatusNew:              {"New", "Новый"},
	StatusInWork:           {"In progress", "В работе"},
	StatusPaymentWaiting:   {"Awaiting payment", "Ожидаем оплаты"},
	StatusPartPayed:        {"Partially paid", "Частично оплачен"},
	StatusPayed:            {"Completed", "Завершён"},
	StatusCancelled:        {"Cancelled", "Отменён"},
	StatusNotConfirmed:     {"Not confirmed", "Не подтверждён"},
	StatusPending:          {"Postponed", "Отложен"},
	StatusWaitingForReturn: {"Awaiting refund", "Ожидает возврата"},
	StatusFalse:            {"False", "Ложный"},
}
