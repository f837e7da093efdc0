import { debianRelease } from '#results'
import { debianArchitecture } from '#results/architecture'
import type { PackageVersion } from '../../artifacts/apt/debian-names.ts'
import { asked, defaultSuite, packagesKey } from '../../artifacts/keys.ts'
import type { PartContext, PartName, StackPart } from '../../artifacts/stack/part.ts'
import type { ListContext, ObtainedDocker, Provider } from '../provider.ts'

interface Value {
	readonly provider: string
	/** A series (`26.1`), or one of Debian's versions whole. */
	readonly version: string
}

/** A whole word has to follow the numbers: 26.1.5+dfsg1-9+deb13u1. */
const packageVersion = /^\d+(\.\d+)+([+~-][A-Za-z0-9.+~-]*)?$/
const kernelSeries = /^\d+\.\d+$/
const kernelRelease = /^\d+\.\d+\.\d+[A-Za-z0-9.+~-]*-[a-z0-9]+$/

const versionIf = (isVersion: boolean, version: string) => (isVersion ? { version } : undefined)
const parse = (rest: string) => versionIf(packageVersion.test(rest), rest)
const slug = ({ version }: Value) => version
const seriesOf = (version: string) => /^\d+\.\d+/.exec(version)?.[0] ?? ''

/** The packages that a resolver finds, or that the lock has, as one part. */
async function partOf(
	name: PartName,
	what: string,
	resolve: () => Promise<readonly PackageVersion[]>,
	context: PartContext,
): Promise<{ readonly part: StackPart; readonly suite: string | undefined }> {
	const [{ lockedPackages }, { debianPart }] = await Promise.all([
		import('../../artifacts/apt/locked-packages.ts'),
		import('../../artifacts/stack/debian-part.ts'),
	])
	const { apt, arch, store } = context
	const debs = await lockedPackages(what, resolve, { apt, arch, lock: store?.lock })
	return { part: await debianPart(name, debs, context), suite: debs[0]?.suite }
}

const lookupOf =
	({ apt }: PartContext) =>
	(name: string) =>
		apt.versions(name)

const listOf =
	(name: string) =>
	async ({ apt }: ListContext): Promise<string[]> =>
		(await apt.versions(name)).map(({ version }) => `debian:${version}`)

async function dockerPart({ version }: Value, context: PartContext): Promise<ObtainedDocker> {
	const { dockerPackages } = await import('../../artifacts/apt/debian-packages.ts')
	const what = asked.docker(version)
	return partOf('docker', what, () => dockerPackages(lookupOf(context), version), context)
}

async function rootlesskitPart(
	what: string,
	wanted: { readonly suite: string } | { readonly version: string },
	context: PartContext,
): Promise<StackPart> {
	const { rootlesskitPackages } = await import('../../artifacts/apt/debian-packages.ts')
	const resolve = () => rootlesskitPackages(lookupOf(context), wanted)
	return (await partOf('rootlesskit', what, resolve, context)).part
}

export const debian: Provider = {
	prefix: 'debian',
	about: 'Packages of the suites that the machine’s Debian mirror has.',
	docker: {
		examples: [{ value: 'debian:26.1' }],
		parse,
		slug,
		pins: ({ version }: Value, arch) => [packagesKey(asked.docker(version), arch)],
		obtain: dockerPart,
		list: listOf('docker.io'),
		suiteWords: ({ version }: Value) => `docker ${version}`,
		bundled: {
			version: ({ version }: Value) => debianRelease(seriesOf(version))?.rootlesskit,
			pins: ({ version }: Value, arch) => [packagesKey(asked.bundledRootlesskit(version), arch)],
			obtain: ({ version }: Value, { suite = defaultSuite }, context) =>
				rootlesskitPart(asked.bundledRootlesskit(version), { suite }, context),
		},
	},
	rootlesskit: {
		examples: [{ value: 'debian:2.0.2' }],
		parse,
		slug,
		pins: ({ version }: Value, arch) => [packagesKey(asked.rootlesskit(version), arch)],
		obtain: ({ version }: Value, context) =>
			rootlesskitPart(asked.rootlesskit(version), { version }, context),
		list: listOf('rootlesskit'),
	},
	kernel: {
		examples: [
			{ value: 'debian:6.12', what: 'a series' },
			{ value: 'debian:6.12.107+deb13-cloud-amd64', what: 'a release' },
		],
		parse: (rest) => versionIf(kernelSeries.test(rest) || kernelRelease.test(rest), rest),
		slug,
		pins: ({ version }: Value, arch) => [packagesKey(asked.kernel(version), arch)],
		asks: ({ version }: Value) => (kernelSeries.test(version) ? { series: version } : { release: version }),
		obtain: async ({ version }: Value, context) =>
			(await import('../../artifacts/kernel.ts')).debianKernel(version, context),
		async list({ apt, arch }) {
			const { kernelReleases } = await import('../../artifacts/apt/debian-packages.ts')
			const releases = await kernelReleases((prefix) => apt.names(prefix), debianArchitecture(arch))
			return releases.map((release) => `debian:${release}`)
		},
	},
}
