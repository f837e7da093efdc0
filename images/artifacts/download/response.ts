import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { ArtifactFault, machineFault, systemCode } from '../fault.ts'
import { redirectTarget, shownUrl } from './address.ts'

const MAX_REDIRECTS = 5
const redirects = [301, 302, 303, 307, 308]

export interface Answer {
	readonly response: IncomingMessage
	/** Where the redirects ended. */
	readonly url: URL
}

/**
 * Asks for an address and follows redirects. Node's own http rather than fetch: fetch undoes a
 * Content-Encoding that a careless server puts on a .tgz, and the sum would be of something else.
 */
export async function ask(
	first: URL,
	headers: Readonly<Record<string, string>>,
	signal: AbortSignal,
): Promise<Answer> {
	let url = first
	for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
		const response = await getOnce(url, headers, signal)
		if (!redirects.includes(response.statusCode ?? 0)) return { response, url }
		response.destroy()
		url = redirectTarget(url, response.headers.location)
	}
	throw new ArtifactFault('redirect-loop', `${shownUrl(first)} redirects more than ${MAX_REDIRECTS} times.`, {
		hint: 'The server is misconfigured, or wants a log-in; name another mirror.',
	})
}

function getOnce(
	url: URL,
	headers: Readonly<Record<string, string>>,
	signal: AbortSignal,
): Promise<IncomingMessage> {
	const request = url.protocol === 'https:' ? requestHttps : requestHttp
	return new Promise((resolve, reject) => {
		const options = { headers: { 'accept-encoding': 'identity', ...headers }, signal, agent: false as const }
		const fail = (error: Error) => reject(signal.aborted ? asError(signal.reason) : unanswered(url, error))
		request(url, options, resolve).on('error', fail).end()
	})
}

const asError = (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason)))

/** OpenSSL's and Node's codes of a server that cannot prove its name. */
const unproven = /CERT|SIGNATURE|ISSUER|HOSTNAME_MISMATCH|INVALID_CA/

/** A request that failed before any header of an answer. */
function unanswered(url: URL, cause: NodeJS.ErrnoException): Error {
	const machine = machineFault(cause, `${shownUrl(url)} cannot be asked`)
	if (machine !== undefined) return machine
	// Somebody answers in the server's place, or the way to it was tampered with: that must not pass for its absence.
	if (unproven.test(cause.code ?? '')) {
		const words = `${shownUrl(url)} does not prove who it is: ${cause.message}.`
		return new ArtifactFault('unauthenticated', words, {
			cause,
			hint: 'If a proxy of your site answers in its place, give Node its authority with NODE_EXTRA_CA_CERTS, or name a mirror.',
		})
	}
	const code = systemCode(cause)
	// A firewall that lets nobody through often hangs up like this.
	if (code === 'ECONNRESET' || code === 'EPIPE')
		return new ArtifactFault('no-answer', `${shownUrl(url)} hung up before it answered (${code}).`, { cause })
	if (/^(EPROTO$|ERR_SSL|HPE_)/.test(cause.code ?? '')) {
		const language = url.protocol === 'https:' ? 'TLS' : 'HTTP'
		const words = `${shownUrl(url)}: what answers there does not speak ${language}: ${cause.message}.`
		return new ArtifactFault('broken-transfer', words, { cause })
	}
	// The cause is in the message: told twice, it would only make the reason of a cell longer.
	return new ArtifactFault('unreachable', `${shownUrl(url)} cannot be reached: ${cause.message || code}.`, {
		hint: 'Name a mirror or a directory of files (ROOTLESS_MATRIX_DOCKER_MIRROR); a proxy from the environment is not used.',
	})
}

/** What a status that brings no file means. */
export function statusFault(url: URL, status: number, text: string): ArtifactFault {
	const message = `${shownUrl(url)} answered ${status}${text ? ` ${text}` : ''}.`
	if (status === 404 || status === 410)
		return new ArtifactFault('not-found', message, {
			hint: 'Check the version, or name a mirror that has it.',
		})
	if (status === 401 || status === 403 || status === 407 || status === 451)
		return new ArtifactFault('forbidden', message, { hint: 'This server does not give it to this machine.' })
	if (status === 429 || status >= 500)
		return new ArtifactFault('server-error', message, { hint: 'Try again later, or name another mirror.' })
	return new ArtifactFault('http-status', message, { hint: 'Name another mirror.' })
}
