import { basename } from 'node:path'
import { refusedAddress } from '#results/errors'
import { ArtifactFault } from '../fault.ts'

/** An address as it may be shown and recorded: without credentials and signed query strings. */
export function shownUrl(url: string | URL): string {
	try {
		const { protocol, host, pathname } = new URL(url)
		return `${protocol}//${host}${pathname}`
	} catch {
		return refusedAddress(String(url))
	}
}

/** Where a file came from, for records that others read: a path of this machine means nothing to them. */
export const recordedSource = (source: string): string =>
	/^https?:/i.test(source) ? shownUrl(source) : `file:${encodeURIComponent(basename(source))}`

/** @throws ArtifactFault `bad-url` for what is no http or https address. */
export function parseAddress(url: string): URL {
	const parsed = URL.canParse(url) ? new URL(url) : undefined
	if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed
	throw new ArtifactFault('bad-url', `${shownUrl(url)} is no http or https address.`, {
		hint: 'Give an address such as https://mirror.example/docker/, or the path of a directory.',
	})
}

/** Where a redirect leads. @throws ArtifactFault when it gives up encryption or leads nowhere. */
export function redirectTarget(from: URL, location: string | undefined): URL {
	if (location === undefined || !URL.canParse(location, from.href))
		throw new ArtifactFault('bad-url', `${shownUrl(from)} redirects to no address.`, {
			hint: 'The server is misconfigured; name another mirror.',
		})
	const to = new URL(location, from)
	if (to.protocol !== 'https:' && (from.protocol === 'https:' || to.protocol !== 'http:'))
		throw new ArtifactFault(
			'insecure-redirect',
			`${shownUrl(from)} redirects to ${shownUrl(to)}, which is not encrypted.`,
			{ hint: 'Use the final address itself if you trust it, or another mirror.' },
		)
	return to
}
