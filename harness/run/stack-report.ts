import { HarnessError, type PartOrigin, type Stack } from '#results'

type Program =
	'dockerd' | 'containerd' | 'runc' | 'docker' | 'rootlesskit' | 'slirp4netns' | 'pasta' | 'kernel'

export interface ReportedProgram {
	readonly name: string
	/** Whether the path is a running process's executable. */
	readonly running: boolean
	readonly path: string
	/** The version out of what the program prints, or its whole line where it has no known form. */
	readonly version: string
}

/** How each program prints its version; runc and slirp4netns say more on further lines. */
const forms: Record<Program, RegExp> = {
	dockerd: /^Docker version ([^,\s]+)/,
	docker: /^Docker version ([^,\s]+)/,
	containerd: /^containerd \S+ v?(\S+)/,
	runc: /^runc version (\S+)/,
	rootlesskit: /^rootlesskit version (\S+)/,
	slirp4netns: /^slirp4netns version (\S+)/,
	pasta: /^pasta (.+)$/,
	kernel: /^(\S+)$/,
}

/** Reads the lines of the guest's `report-stack`. */
export function parseStackReport(text: string): ReportedProgram[] {
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [name = '', state, path = '', said = ''] = line.split('\t')
			const form = name in forms ? forms[name as Program] : undefined
			return { name, running: state === 'running', path, version: form?.exec(said)?.[1] ?? said }
		})
}

/** The stack of a cell: what the programs say of themselves, and where they came from. */
export function stackOf(programs: readonly ReportedProgram[], origins: readonly PartOrigin[]): Stack {
	const version = (name: Program) => programs.find((program) => program.name === name)?.version
	const versions = {
		dockerd: version('dockerd'),
		containerd: version('containerd'),
		runc: version('runc'),
		docker: version('docker'),
		rootlesskit: version('rootlesskit'),
		slirp4netns: version('slirp4netns'),
		passt: version('pasta'),
		kernelRelease: version('kernel'),
	}
	const known = Object.entries(versions).filter(([, value]) => value !== undefined)
	return { ...(Object.fromEntries(known) as Partial<Stack>), origins: [...origins] }
}

/**
 * A verdict about a stack that is not the one asked for would be a wrong one.
 * With `running`, each program must be a process, not only a file.
 * @throws HarnessError when a program is not from the cell's own stack, or its version is not the origin's.
 */
export function assertAskedStack(
	programs: readonly ReportedProgram[],
	expected: readonly { readonly program: string; readonly directory: string; readonly version: string }[],
	{ running }: { readonly running: boolean },
): void {
	for (const { program, directory, version } of expected) {
		const found = programs.find(({ name }) => name === program)
		if (!found)
			throw new HarnessError('internal', `The guest has no ${program}, though ${version} was asked for.`, {
				hint: 'The part’s image in the cache may be incomplete: see `stack.txt` in the cell’s directory.',
			})
		if (running && !found.running)
			throw new HarnessError('internal', `The daemon is active, but no ${program} process was found.`, {
				hint: 'Is it known to the kernel by another name? See `ps` in the guest.',
			})
		if (!found.path.startsWith(`/opt/stacks/${directory}/`))
			throw new HarnessError(
				'internal',
				`The ${program} in use is ${found.path}, not the one of ${directory}.`,
				{
					hint: 'Another program of that name comes first in PATH.',
				},
			)
		// Debian 12's passt was built without its version; the path above and the package's checksum say which it is.
		if (found.version === 'unknown version') continue
		if (!found.version.startsWith(version))
			throw new HarnessError('internal', notTheAsked(program, version, found.version), {
				hint: 'The artifact is not what its name says: check where it came from.',
			})
	}
}

const notTheAsked = (program: string, asked: string, says: string) =>
	program === 'dockerd'
		? `Asked for ${asked}, the daemon says ${says}.`
		: `Asked for ${program} ${asked}, it says ${says}.`
