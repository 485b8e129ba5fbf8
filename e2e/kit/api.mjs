// The REST API, as the person who is logged in: what a journey needs before it begins.

/** Logs in over HTTP and answers with a client and the cookies for a browser. */
export async function logIn(base, { email, password }) {
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: base },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`log-in of ${email}: ${answer.status} ${await answer.text()}`)
  return asPerson(base, answer.headers.getSetCookie())
}

export function asPerson(base, setCookies) {
  const pairs = setCookies.map((line) => line.split(';')[0])
  const api = client(base, pairs.join('; '))
  const cookies = pairs.map((pair) => {
    const at = pair.indexOf('=')
    const secure = pair.startsWith('__Host-')
    return { name: pair.slice(0, at), value: pair.slice(at + 1), domain: '127.0.0.1', path: '/', httpOnly: true, secure, sameSite: 'Lax', expires: -1 }
  })
  return { api, state: { cookies, origins: [] } }
}

export function client(base, cookie) {
  const ask = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Origin: base, Cookie: cookie, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
  return {
    get: (path) => ask('GET', path),
    post: (path, body, headers) => ask('POST', path, body, headers),
    put: (path, body, headers) => ask('PUT', path, body, headers),
    patch: (path, body, headers) => ask('PATCH', path, body, headers),
  }
}
