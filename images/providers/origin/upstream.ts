import { dockerRelease, dockerReleases, dockerWithRootlessKit } from '#results'
import type { Architecture } from '#results/architecture'
import { fileKey, upstreamNames } from '../../artifacts/keys.ts'
import { buildxChecksumsName, buildxName } from '../../artifacts/stack/buildx-names.ts'
import type { Provider } from '../provider.ts'

interface Value {
	readonly provider: string
	/** A release: `27.5.1`. */
	readonly version: string
}

const release = /^\d+\.\d+\.\d+(-(alpha|beta|rc)\.?\d+)?$/
const parse = (rest: string) => (release.test(rest) ? { version: rest } : undefined)
const slug = ({ version }: Value) => version

const builders = () => import('../../artifacts/stack/upstream.ts')

function dockerPins({ version }: Value, arch: Architecture): string[] {
	const buildx = dockerRelease(version).buildx
	const names = [
		...[upstreamNames.docker(version), upstreamNames.extras(version)],
		...(buildx === undefined ? [] : [buildxName(buildx, arch), buildxChecksumsName(buildx)]),
	]
	return names.map((name) => fileKey(name, arch))
}

export const upstream: Provider = {
	prefix: 'upstream',
	about: 'Docker’s own static binaries and RootlessKit’s own releases, or a mirror of them.',
	docker: {
		examples: [{ value: 'upstream:27.5.1' }],
		parse,
		slug,
		pins: dockerPins,
		obtain: async ({ version }: Value, context) => ({
			part: await (await builders()).upstreamDocker(version, context),
		}),
		list: async () => dockerReleases.map((version) => `upstream:${version}`),
		bundled: {
			// Out of the extras, which are pinned for Docker itself.
			pins: () => [],
			obtain: async ({ version }: Value, _docker, context) =>
				(await builders()).bundledRootlessKit(version, context),
		},
	},
	rootlesskit: {
		examples: [{ value: 'upstream:2.3.2' }],
		parse,
		slug,
		pins: ({ version }: Value, arch) => {
			const bringing = dockerWithRootlessKit(version)
			const own = upstreamNames.rootlesskit(version, arch)
			return [fileKey(bringing === undefined ? own : upstreamNames.extras(bringing), arch)]
		},
		obtain: async ({ version }: Value, context) => (await builders()).upstreamRootlessKit(version, context),
		list: async () => {
			const kits = dockerReleases.flatMap((docker) => dockerRelease(docker).rootlesskit ?? [])
			return [...new Set(kits)].map((version) => `upstream:${version}`)
		},
	},
}
