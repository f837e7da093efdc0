import { expected, parsed, splitAt, type Parsed } from './parsed.ts'

export type KernelValue =
	/** The newest of a series in the configured suites. */
	| { readonly provider: 'debian'; readonly kind: 'series'; readonly series: string }
	/** Exactly this one, as `uname -r` prints it. */
	| { readonly provider: 'debian'; readonly kind: 'release'; readonly release: string }
	| { readonly provider: 'file'; readonly path: string }
	/** Debian's source of a series, built here with a config of the harness's own. */
	| { readonly provider: 'built'; readonly series: string; readonly config: 'no-br-netfilter' }

const wanted =
	'"debian:6.12" (a series), "debian:6.12.107+deb13-cloud-amd64" (a release), "built:6.12-no-br-netfilter" or "file:PATH"'

export function parseKernelValue(text: string): Parsed<KernelValue> {
	const [provider, rest = ''] = splitAt(text, ':')
	if (provider === 'file' && rest !== '') return parsed({ provider: 'file', path: rest })
	const series = /^(\d+\.\d+)-no-br-netfilter$/.exec(rest)?.[1]
	if (provider === 'built' && series !== undefined)
		return parsed({ provider, series, config: 'no-br-netfilter' })
	if (provider !== 'debian') return expected(wanted)
	if (/^\d+\.\d+$/.test(rest)) return parsed({ provider: 'debian', kind: 'series', series: rest })
	if (/^\d+\.\d+\.\d+[A-Za-z0-9.+~-]*-[a-z0-9]+$/.test(rest))
		return parsed({ provider: 'debian', kind: 'release', release: rest })
	return expected(wanted)
}
