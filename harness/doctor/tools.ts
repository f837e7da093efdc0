import type { Finding, Host, Requirement } from './requirement.ts'
import { runsPrograms } from '#images'
import { type Architecture, hostArchitecture } from '#results/architecture'
import { isAtLeast } from '#vm/host'

interface Tool {
	readonly id: string
	readonly why: string
	readonly package: string
	/** Arguments that make it print its version and do nothing else. */
	readonly ask?: readonly string[]
	/** The first group is the version. */
	readonly version: RegExp
	/** The oldest version that will do, and why. */
	readonly atLeast?: { readonly version: string; readonly because: string }
	/** Cells run without it. */
	readonly optional?: true
}

/** Milliseconds that a program gets to print its version: many on a machine that is busy under TCG. */
const VERSION_DEADLINE = 30_000

const qemu = {
	version: /version (\d+[.\d]*)/,
	atLeast: { version: '7.2', because: 'older ones were never tried' },
} as const

const emulators: Readonly<Record<Architecture, Tool>> = {
	x86_64: {
		...qemu,
		id: 'qemu-system-x86_64',
		why: 'runs the virtual machines',
		package: 'qemu-system-x86',
	},
	aarch64: {
		...qemu,
		id: 'qemu-system-aarch64',
		why: 'runs the virtual machines of aarch64',
		package: 'qemu-system-arm',
		atLeast: { version: '10', because: 'older ones were never tried with them' },
	},
}

const tools: readonly Tool[] = [
	emulators.x86_64,
	{
		id: 'qemu-img',
		why: 'makes the throw-away disk overlay of each VM',
		package: 'qemu-utils',
		version: /version (\d+[.\d]*)/,
	},
	{
		id: 'mmdebstrap',
		why: "builds the guest's Debian root file system",
		package: 'mmdebstrap',
		version: /mmdebstrap (\d+[.\d]*)/,
		atLeast: { version: '1.3', because: 'older ones lack options that the build uses' },
	},
	{
		id: 'mke2fs',
		why: 'turns file trees into disk images, without mounting anything',
		package: 'e2fsprogs',
		ask: ['-V'],
		version: /mke2fs (\d+[.\d]*)/,
	},
	{
		id: 'dpkg-deb',
		why: 'unpacks the versions under test beside one another',
		package: 'dpkg',
		version: /version (\d+[.\d]*)/,
	},
	{
		id: 'apt-get',
		why: 'downloads packages and verifies their signatures',
		package: 'apt',
		version: /apt (\d+[.\d]*)/,
		atLeast: { version: '1.1', because: 'older ones do not verify InRelease files' },
	},
	{
		id: 'modprobe',
		why: 'says which modules a kernel needs to reach its disk',
		package: 'kmod',
		version: /kmod version (\d+[.\d]*)/,
	},
	{
		id: 'depmod',
		why: "indexes a kernel's modules after br_netfilter is taken out",
		package: 'kmod',
		version: /kmod version (\d+[.\d]*)/,
	},
	{ id: 'tar', why: "unpacks the guest's file system", package: 'tar', version: /\) (\d+[.\d]*)/ },
	{ id: 'xz', why: 'unpacks .ko.xz kernel modules', package: 'xz-utils', version: /\) (\d+[.\d]*)/ },
	{ id: 'zstd', why: 'unpacks .ko.zst kernel modules', package: 'zstd', version: /v(\d+[.\d]*)/ },
	{
		id: 'flock',
		why: 'lets several runs share one cache',
		package: 'util-linux',
		version: /util-linux (\d+[.\d]*)/,
	},
	{
		id: 'bsdtar',
		why: "reads packages of kernels of one's own (kernel inspect)",
		package: 'libarchive-tools',
		version: /bsdtar (\d+[.\d]*)/,
		optional: true,
	},
	{
		id: 'lz4',
		why: "reads kernels of one's own that are compressed with it (kernel inspect)",
		package: 'lz4',
		version: /v(\d+[.\d]*)/,
		optional: true,
	},
]

const requirementOf = (tool: Tool): Requirement => ({
	id: tool.id,
	why: tool.why,
	package: tool.package,
	fatal: tool.optional !== true,
	hint: `Install the package ${tool.package}.`,
	probe: (host) => probeTool(tool, host),
})

/** The programs the harness starts. */
export const toolRequirements: readonly Requirement[] = tools.map(requirementOf)

/** What guests of another architecture than this machine's need beside it. */
export const foreignRequirements = (arch: Architecture): readonly Requirement[] =>
	arch === hostArchitecture() ? [] : [requirementOf(emulators[arch]), foreignPrograms(arch)]

const foreignPrograms = (arch: Architecture): Requirement => ({
	id: `programs for ${arch}`,
	why: `lets the base image of ${arch} guests be built here`,
	// A cache that has the image needs none of it.
	fatal: false,
	hint: 'Install the packages qemu-user-static and binfmt-support, or take the base image of another machine (--pull-cache).',
	probe: async () =>
		(await runsPrograms(arch))
			? { state: 'ok' }
			: { state: 'missing', note: `this Linux runs no programs for ${arch} (binfmt_misc)` },
})

async function probeTool(tool: Tool, host: Host): Promise<Finding> {
	const argv = [tool.id, ...(tool.ask ?? ['--version'])]
	const end = await host.run(argv, { deadline: VERSION_DEADLINE, signal: host.signal, env: host.env })
	switch (end.state) {
		case 'absent':
			return { state: 'missing', note: 'not installed' }
		case 'timeout':
			return { state: 'missing', note: `\`${argv.join(' ')}\` did not end within ${end.ms / 1000} s` }
		case 'too-much-output':
			return { state: 'missing', note: `\`${argv.join(' ')}\` prints without end` }
		case 'ended': {
			if (end.code !== 0) return { state: 'missing', note: broken(argv, end) }
			const version = tool.version.exec(end.output)?.[1]
			if (version === undefined) return { state: 'warning', note: 'runs, but its version is unreadable' }
			if (tool.atLeast && !isAtLeast(version, tool.atLeast.version))
				return {
					state: 'missing',
					version,
					note: `too old: ${tool.atLeast.version} or newer is needed (${tool.atLeast.because})`,
				}
			return { state: 'ok', version }
		}
	}
}

/** A program that is there and does not run is named with what it said: a missing library, most often. */
function broken(argv: readonly string[], end: { code: number; output: string }): string {
	const said = end.output.trim().split('\n').at(-1) ?? ''
	return `installed, but \`${argv.join(' ')}\` ends with ${end.code}${said ? `: ${said}` : ''}`
}
