import { resolve as resolvePath } from 'node:path'
import { parsePasst, type PasstVersion } from '#results'
import { asked, packagesKey } from '../../artifacts/keys.ts'
import type { PartContext, StackPart } from '../../artifacts/stack/part.ts'
import type { NetworkDriver } from '../provider.ts'
import type { NetworkValue, OwnFile } from '../values.ts'

/** `file:PATH#sha256=SUM` or an address with the same end; whoever brings a file has to say which one. */
function ownFile(text: string): OwnFile | undefined {
	const [, place = '', sha256 = ''] = /^(.+)#sha256=([0-9a-f]{64})$/.exec(text) ?? []
	if (/^https?:\/\//.test(place)) return URL.canParse(place) ? { url: place, sha256 } : undefined
	const path = /^file:(.+)$/.exec(place)?.[1]
	return path === undefined ? undefined : { path, sha256 }
}

/** A release's tag, or a package's version with its revision: what stands behind must not make two cells of one passt. */
const forms = [
	/^\d{4}_\d{2}_\d{2}(\.[0-9a-f]{7,40})?$/,
	/^0\.0~git\d{8}\.[0-9a-f]{7,40}(-[0-9][0-9A-Za-z.+~]*)?$/,
	/^0\^\d{8}\.g[0-9a-f]{7,40}(-[0-9][0-9A-Za-z.+~]*)?$/,
]

const isPasstVersion = (text: string): boolean =>
	parsePasst(text) !== undefined && forms.some((form) => form.test(text))

/** Its behaviour changes from release to release: a cell that does not say which one says nothing. */
function parse(version: string | undefined): Omit<NetworkValue, 'driver'> | undefined {
	if (version === undefined) return undefined
	const file = ownFile(version)
	if (file) return { file }
	return isPasstVersion(version) ? { version } : undefined
}

function tagOf({ day, commit }: PasstVersion): string {
	const text = String(day)
	const tag = [text.slice(0, 4), text.slice(4, 6), text.slice(6)].join('_')
	return commit === undefined ? tag : `${tag}.${commit}`
}

async function obtain({ file, version = '' }: NetworkValue, context: PartContext): Promise<StackPart> {
	if (file) {
		const { passtFromFile } = await import('../../artifacts/stack/passt-file.ts')
		const { baseDir = '.' } = context
		return passtFromFile('path' in file ? { ...file, path: resolvePath(baseDir, file.path) } : file, context)
	}
	const [{ passtPackages }, { lockedPackages }, { debianPart }] = await Promise.all([
		import('../../artifacts/apt/debian-packages.ts'),
		import('../../artifacts/apt/locked-packages.ts'),
		import('../../artifacts/stack/debian-part.ts'),
	])
	const { apt, arch, store } = context
	const resolve = () => passtPackages((name) => apt.versions(name), version)
	const debs = await lockedPackages(asked.passt(version), resolve, { apt, arch, lock: store?.lock })
	return debianPart('network', debs, context)
}

export const pasta: NetworkDriver = {
	name: 'pasta',
	part: 'passt',
	about:
		'Debian’s package of the passt named, or a file of one’s own: a program, a .deb or a tarball, by its sum.',
	examples: [{ value: 'pasta@2025_05_03' }],
	expects:
		'a passt version behind "pasta@", such as "pasta@2025_05_03" or "pasta@2025_05_03.587980c", or a file: "pasta@file:PATH#sha256=SUM", "pasta@https://…#sha256=SUM"',
	parse,
	slug: ({ file, version = '' }) => (file ? `pasta-file-${file.sha256.slice(0, 8)}` : `pasta${version}`),
	pins: ({ file, version = '' }, _docker, arch) => [
		file ? asked.passt(file.sha256) : packagesKey(asked.passt(version), arch),
	],
	obtain: (value, _docker, context) => obtain(value, context),
	async list({ apt }) {
		// Debian's spelling, without its revision.
		const found = (await apt.versions('passt')).map(({ version }) => parsePasst(version))
		return found.flatMap((passt) => (passt === undefined ? [] : [`pasta@${tagOf(passt)}`]))
	},
}
