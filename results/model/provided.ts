import { expected, parsed, splitAt, type Parsed } from './parsed.ts'

/** A version that a provider has: `debian:26.1`, `upstream:27.5.1`; or a directory: `local:DIR`. */
export type ProvidedVersion =
	| { readonly provider: 'debian' | 'upstream'; readonly version: string }
	| { readonly provider: 'local'; readonly dir: string }

/**
 * `bundled` is the RootlessKit that the docker value brings: upstream's own rootless extras, or for
 * `debian:` the rootlesskit of the same Debian suite as the docker package.
 */
export type RootlessKitValue = { readonly provider: 'bundled' } | ProvidedVersion

// Debian wants a whole word after the numbers: 26.1.5+dfsg1-9+deb13u1.
const debianVersion = /^\d+(\.\d+)+([+~-][A-Za-z0-9.+~-]*)?$/
const upstreamVersion = /^\d+\.\d+\.\d+(-(alpha|beta|rc)\.?\d+)?$/

function parseProvided(text: string, wanted: string): Parsed<ProvidedVersion> {
	const [provider, rest = ''] = splitAt(text, ':')
	if (provider === 'debian' && debianVersion.test(rest)) return parsed({ provider, version: rest })
	if (provider === 'upstream' && upstreamVersion.test(rest)) return parsed({ provider, version: rest })
	if (provider === 'local' && rest !== '') return parsed({ provider, dir: rest })
	return expected(wanted)
}

export const parseDockerValue = (text: string): Parsed<ProvidedVersion> =>
	parseProvided(text, '"debian:26.1", "upstream:27.5.1" or "local:DIR"')

export const parseRootlessKitValue = (text: string): Parsed<RootlessKitValue> =>
	text === 'bundled'
		? parsed({ provider: 'bundled' })
		: parseProvided(text, '"bundled", "debian:2.0.2", "upstream:2.3.2" or "local:DIR"')
