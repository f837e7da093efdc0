import { withoutCredentials } from '#results/errors'
import type { Requirement } from './requirement.ts'

/** Asks apt which archives it is configured for; `$(SITE)` and the like are apt's own placeholders. */
export const ASK_ARCHIVES = [
	'apt-get',
	'indextargets',
	'--format',
	'$(ORIGIN)|$(RELEASE)|$(REPO_URI)',
	'Created-By: Packages',
]

/** Without package lists, apt counts no archive as known; what it would fetch shows what it is told to use. */
const ASK_CONFIGURED = ['apt-get', '--print-uris', 'update']

/** The URI of a Debian archive among the files that `apt-get update` would fetch. */
function configuredArchive(uris: string): string | undefined {
	return /^'(\S+\/debian\/)dists\//m.exec(uris)?.[1]
}

/** Finds the URI of a Debian archive (not its security archive) in apt's own list of index targets. */
export function debianArchive(indexTargets: string): string | undefined {
	for (const line of indexTargets.split('\n')) {
		const [origin = '', release = '', uri = ''] = line.split('|')
		if (release.includes('security')) continue
		// apt knows the origin only once it has the index; before that, the usual path has to do.
		if (origin === 'Debian' || /\/debian\/?$/.test(uri)) return uri
	}
	return undefined
}

/** Whether the host's apt knows a Debian archive; everything that goes into a VM comes through it. */
export const archiveRequirement: Requirement = {
	id: 'Debian archive',
	why: 'is where the guest, its kernels and the versions under test come from',
	fatal: true,
	hint: 'Configure a Debian archive in /etc/apt/sources.list.d, or set ROOTLESS_MATRIX_DEBIAN_MIRROR to its URI.',
	async probe({ run, env, signal }) {
		if (env.ROOTLESS_MATRIX_DEBIAN_MIRROR)
			return {
				state: 'ok',
				note: `${withoutCredentials(env.ROOTLESS_MATRIX_DEBIAN_MIRROR)} (ROOTLESS_MATRIX_DEBIAN_MIRROR)`,
			}
		const known = await run(ASK_ARCHIVES, { deadline: 60_000, signal, env })
		if (known.state !== 'ended' || known.code !== 0)
			return { state: 'missing', note: 'apt-get could not say which archives it knows' }
		const uri = debianArchive(known.output)
		if (uri) return { state: 'ok', note: withoutCredentials(uri) }
		const wanted = await run(ASK_CONFIGURED, { deadline: 60_000, signal, env })
		const configured = wanted.state === 'ended' ? configuredArchive(wanted.output) : undefined
		return configured
			? {
					state: 'missing',
					note: `${withoutCredentials(configured)}: apt has not fetched its package lists yet`,
					mend: 'package-lists',
				}
			: { state: 'missing', note: "none is configured in this machine's apt" }
	},
}
