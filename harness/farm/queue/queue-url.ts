import { ConfigurationError, HostError, refusedAddress, withoutCredentials } from '#results'

export type QueueKind = 'redis' | 'postgres'

/** @throws ConfigurationError for what is no address of Redis, Valkey or PostgreSQL. */
export function queueKind(url: string): QueueKind {
	const [, scheme = ''] = /^([a-z]+):\/\/./.exec(url) ?? []
	if (['redis', 'rediss'].includes(scheme) && URL.canParse(url)) return 'redis'
	if (['postgres', 'postgresql'].includes(scheme) && URL.canParse(url)) return 'postgres'
	throw new ConfigurationError(
		`a queue is redis://…, rediss://… (Redis and Valkey) or postgres://…, not '${refusedAddress(url)}'`,
	)
}

const codeOf = (error: unknown): string =>
	error instanceof Error && 'code' in error ? String(error.code) : ''

/** What keeps a queue from answering, in a sentence that has no password. */
export function queueTrouble(url: string, cause: unknown): ConfigurationError | HostError {
	const place = withoutCredentials(url)
	const message = cause instanceof Error ? cause.message : String(cause)
	const code = codeOf(cause)
	if (/WRONGPASS|NOAUTH|NOPERM|invalid password/i.test(message) || ['28P01', '28000'].includes(code))
		return new ConfigurationError(`the queue ${place} refuses the user or the password`, {
			cause,
			hint: 'Put the right ones into the address: redis://USER:PASSWORD@HOST, postgres://USER:PASSWORD@HOST/DATABASE.',
		})
	if (code === '3D000' || code === '42501')
		return new ConfigurationError(`the queue ${place} cannot be used: ${message}`, {
			cause,
			hint: 'Create the database, and let the user make a schema in it.',
		})
	return new HostError(`the queue ${place} cannot be reached`, {
		cause,
		hint: 'Is it up, its address right, and its port open from here?',
	})
}
