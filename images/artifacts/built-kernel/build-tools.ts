import { HostError } from '#results'
import { runTool } from '#vm/host'

interface BuildTool {
	readonly name: string
	/** Succeeds where it can be used, and changes nothing. */
	readonly probe: readonly string[]
	/** The Debian package that brings it. */
	readonly package: string
	/** Another version makes another kernel. */
	readonly shapesKernel?: boolean
}

const syntaxOnly = (header: string) => ['gcc', '-fsyntax-only', '-include', header, '-xc', '/dev/null']

/** What `make bzImage` starts or includes on the way to a kernel without modules and signatures. */
const buildTools: readonly BuildTool[] = [
	{ name: 'gcc', probe: ['gcc', '--version'], package: 'gcc', shapesKernel: true },
	{ name: 'ld', probe: ['ld', '--version'], package: 'binutils', shapesKernel: true },
	{ name: 'make', probe: ['make', '--version'], package: 'make' },
	{ name: 'flex', probe: ['flex', '--version'], package: 'flex' },
	{ name: 'bison', probe: ['bison', '--version'], package: 'bison' },
	{ name: 'bc', probe: ['bc', '--version'], package: 'bc' },
	{ name: 'xz', probe: ['xz', '--version'], package: 'xz-utils' },
	{ name: 'the C library’s headers', probe: syntaxOnly('stdio.h'), package: 'libc6-dev' },
	// For objtool, which an amd64 kernel cannot be built without.
	{ name: 'libelf’s headers', probe: syntaxOnly('gelf.h'), package: 'libelf-dev' },
]

/** Runs a program to its end; undefined when it is not there or fails. */
export type ProbeTool = (argv: readonly string[]) => Promise<string | undefined>

/**
 * The versions of those tools that shape the kernel: part of its cache key.
 * @throws HostError naming everything that is missing, and the command that installs it.
 */
export async function compilerVersions(probe: ProbeTool): Promise<string[]> {
	const found = await Promise.all(
		buildTools.map(async (tool) => ({ tool, printed: await probe(tool.probe) })),
	)
	const missing = found.filter(({ printed }) => printed === undefined).map(({ tool }) => tool)
	if (missing.length > 0)
		throw new HostError(
			`No kernel can be built here: ${missing.map(({ name }) => name).join(', ')} cannot be used.`,
			{
				hint: `As root: apt-get install --no-install-recommends ${missing.map((tool) => tool.package).join(' ')}`,
			},
		)
	return found.filter(({ tool }) => tool.shapesKernel).map(({ printed = '' }) => printed.split('\n')[0] ?? '')
}

/** A {@link ProbeTool} with real processes. */
export function realProbe(signal?: AbortSignal): ProbeTool {
	return (argv) =>
		runTool(argv, { to: `look for ${argv[0]}`, signal }).catch((error: unknown) => {
			// A program that hangs, or an interruption, says nothing about what is installed.
			if (error instanceof HostError) return undefined
			throw error
		})
}
