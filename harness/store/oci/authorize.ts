import { z } from 'zod'
import { StoreError } from '../store.ts'
import type { Credentials } from './credentials.ts'
import { addressOf, isLoopback, type OciPlace } from './place.ts'

const answerForm = z.looseObject({ token: z.string().optional(), access_token: z.string().optional() })

const basic = ({ user, password }: Credentials): string =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** `Bearer realm="https://…",service="…"`, its parameters by name. */
function readChallenge(header: string): { scheme: string; parameters: Record<string, string> } {
	const [, scheme = '', rest = ''] = /^\s*([A-Za-z]+)\s*(.*)$/s.exec(header) ?? []
	const parameters = Object.fromEntries(
		[...rest.matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([, name = '', value = '']) => [
			name.toLowerCase(),
			value,
		]),
	)
	return { scheme: scheme.toLowerCase(), parameters }
}

/** What a registry asks for with a 401, as the header of the next request. @throws StoreError `refused` */
export async function authorize(
	challenge: string,
	place: OciPlace,
	credentials: Credentials | undefined,
	signal: AbortSignal,
): Promise<string> {
	const { scheme, parameters } = readChallenge(challenge)
	const refused = (why: string) =>
		new StoreError('refused', `oci://${place.host}/${place.repository}: ${why}`)
	if (scheme === 'basic') {
		if (credentials === undefined) throw refused('the registry asks for a user, and there is none for it')
		return basic(credentials)
	}
	const realm = addressOf(parameters.realm ?? '')
	if (scheme !== 'bearer' || realm === undefined)
		throw refused(`the registry asks for "${scheme}", which is not known`)
	// The password goes there: never in the clear, except where the registry itself is spoken to so.
	if (realm.protocol !== 'https:' && !(place.origin.startsWith('http:') && isLoopback(realm.host)))
		throw refused(`the registry sends to ${realm.origin} for a token, which is not https`)
	const response = await askToken(realm, { ...parameters, place, credentials, signal })
	if (!response.ok) throw refused(`${realm.host} gives no token (HTTP ${response.status})`)
	const { token, access_token } = answerForm.parse(await response.json())
	const given = token ?? access_token
	if (given === undefined) throw refused(`${realm.host} answers without a token`)
	return `Bearer ${given}`
}

interface TokenRequest {
	readonly service?: string
	readonly scope?: string
	readonly place: OciPlace
	readonly credentials: Credentials | undefined
	readonly signal: AbortSignal
}

function askToken(realm: URL, { service, place, credentials, signal }: TokenRequest): Promise<Response> {
	const fields = {
		scope: `repository:${place.repository}:pull,push`,
		...(service === undefined ? {} : { service }),
	}
	if (credentials?.user === '<token>')
		return fetch(realm, {
			method: 'POST',
			signal,
			body: new URLSearchParams({
				...fields,
				grant_type: 'refresh_token',
				client_id: 'rootless-matrix',
				refresh_token: credentials.password,
			}),
		})
	for (const [name, value] of Object.entries(fields)) realm.searchParams.set(name, value)
	return fetch(realm, { signal, headers: credentials ? { authorization: basic(credentials) } : {} })
}
