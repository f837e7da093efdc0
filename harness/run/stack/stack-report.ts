import type { StackPart } from '#images'
import {
	InternalError,
	isVersion,
	slowMachineHint,
	TimeoutError,
	type PartOrigin,
	type Stack,
} from '#results'

type Program =
	| 'dockerd'
	| 'containerd'
	| 'runc'
	| 'docker'
	| 'rootlesskit'
	| 'slirp4netns'
	| 'pasta'
	| 'docker-buildx'
	| 'kernel'

export interface ReportedProgram {
	readonly name: string
	/** Whether the path is a running process's executable. */
	readonly running: boolean
	readonly path: string
	/**
	 * The version out of what the program prints (the running process's own executable, where there is one), or its whole
	 * line where it has no known form. Empty for a program that is not asked.
	 */
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
	// Its name decides what it calls itself, and as a process's executable it has none.
	pasta: /^(?:pasta|passt) (.+)$/,
	'docker-buildx': /^github\.com\/docker\/buildx v?(\S+)/,
	kernel: /^(\S+)$/,
}

/** Of a network driver that is none of them: `NAME version VERSION`, with or without the word. */
const usualForm = (name: string): RegExp =>
	new RegExp(`^${name.replace(/\W/g, '\\$&')} (?:version )?v?(\\S+)`)

/** Reads the lines of the guest's `report-stack`. */
export function parseStackReport(text: string): ReportedProgram[] {
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [name = '', state, path = '', text = ''] = line.split('\t')
			const form = name in forms ? forms[name as Program] : usualForm(name)
			return { name, running: state === 'running', path, version: form.exec(text)?.[1] ?? text }
		})
}

/** The stack of a cell: what the programs say of themselves, and where they came from. `parts` are those that were asked for. */
export function stackOf(
	programs: readonly ReportedProgram[],
	origins: readonly PartOrigin[],
	parts: readonly Pick<StackPart, 'name' | 'program'>[] = [],
): Stack {
	const version = (name: string) => programs.find((program) => program.name === name)?.version
	const driver = parts.find(({ name }) => name === 'network')?.program
	const other = driver === undefined || driver in forms ? undefined : version(driver)
	const versions = {
		dockerd: version('dockerd'),
		containerd: version('containerd'),
		runc: version('runc'),
		docker: version('docker'),
		buildx: version('docker-buildx'),
		rootlesskit: version('rootlesskit'),
		slirp4netns: version('slirp4netns'),
		passt: version('pasta'),
		kernelRelease: version('kernel'),
	}
	const known = Object.entries(versions).filter(([, value]) => value !== undefined)
	return {
		...(Object.fromEntries(known) as Partial<Stack>),
		...(driver === undefined || other === undefined ? {} : { network: { program: driver, version: other } }),
		origins: [...origins],
	}
}

/** A part of the stack as it was asked for. */
export interface AskedPart {
	/** The program whose version is the part's. */
	readonly program: string
	/** Below /opt/stacks. */
	readonly directory: string
	/** Empty when only the program itself knows. */
	readonly version: string
	/** Whether it has no process once the daemon is up. */
	readonly runsOnce?: true
	readonly origins?: readonly Pick<PartOrigin, 'part' | 'provider' | 'version'>[]
}

/**
 * A verdict about a stack that is not the one asked for would be a wrong one, so a program that is not of its part, or
 * not of its version, is an error of the cell before any check is asked.
 * With `running`, the parts' own programs must be processes, not only files.
 * @throws HarnessError
 */
export function assertAskedStack(
	programs: readonly ReportedProgram[],
	expected: readonly AskedPart[],
	{ running }: { readonly running: boolean },
): void {
	for (const { program, directory, version, runsOnce } of expected) {
		const found = programs.find(({ name }) => name === program)
		if (!found)
			throw new InternalError(`The guest has no ${program}, though ${version} was asked for.`, {
				hint: 'The part’s image in the cache may be incomplete: see `stack.txt` in the cell’s directory.',
			})
		if (running && !found.running && !runsOnce)
			throw new InternalError(`The daemon is active, but no ${program} process was found.`, {
				hint: 'Is it known to the kernel by another name? See `ps` in the guest.',
			})
		assertOfPart(found, directory)
		assertVersion(found, version)
		assertWhole(programs, program, directory)
	}
	for (const found of programs) {
		const companion = companions[found.name]
		if (companion === undefined) continue
		const parts = expected.filter(({ program }) => companion.of.includes(program))
		const part = parts.find(({ directory }) => isOfPart(found, directory)) ?? parts[0]
		if (part === undefined) continue
		assertOfPart(found, part.directory)
		// Of a local build nobody has said which version it is.
		const origin = part.origins?.find(
			({ part: name, provider }) => companion.own?.includes(name) && provider !== 'local',
		)
		assertVersion(found, origin?.version ?? (companion.sameAsPart ? part.version : ''))
	}
}

interface Companion {
	/** The programs of the parts that may bring it. */
	readonly of: readonly string[]
	/** Its own package in the part's origins, whose version it has. */
	readonly own?: readonly string[]
	/** Without a package of its own it has the part's version. */
	readonly sameAsPart?: true
	/** The part's own program does not do without it. */
	readonly needed?: true
}

/** What the parts bring beside the program that each is known by. */
const companions: Readonly<Record<string, Companion>> = {
	containerd: { of: ['dockerd'], own: ['containerd'], needed: true },
	runc: { of: ['dockerd'], own: ['runc'], needed: true },
	// dockerd-rootless-setuptool.sh and the installation ask by it.
	docker: { of: ['dockerd'], own: ['docker-cli'], sameAsPart: true, needed: true },
	'docker-buildx': { of: ['dockerd'], own: ['buildx', 'docker-buildx'] },
	'docker-proxy': { of: ['dockerd'] },
	// RootlessKit's package has it in Debian, Docker's rootless extras have it upstream.
	'rootlesskit-docker-proxy': { of: ['dockerd', 'rootlesskit'] },
}

/** A part without one of the programs that its own needs is not what was asked for, whatever the daemon makes of it. */
function assertWhole(programs: readonly ReportedProgram[], program: string, directory: string): void {
	const missing = Object.entries(companions)
		.filter(([, { of, needed }]) => needed && of.includes(program))
		.map(([name]) => name)
		.filter((name) => !programs.some((found) => found.name === name))
	if (missing.length === 0) return
	throw new InternalError(
		`The guest has no ${missing.join(' and no ')}, which ${directory} is to bring beside its ${program}.`,
		{ hint: 'The part’s image in the cache may be incomplete: see `stack.txt` in the cell’s directory.' },
	)
}

const isOfPart = ({ path }: ReportedProgram, directory: string): boolean =>
	path.startsWith(`/opt/stacks/${directory}/`)

function assertOfPart(program: ReportedProgram, directory: string): void {
	if (!isOfPart(program, directory))
		throw new InternalError(`The ${program.name} in use is ${program.path}, not the one of ${directory}.`, {
			hint: 'Another program of that name comes first in PATH.',
		})
}

function assertVersion({ name, version, running }: ReportedProgram, asked: string): void {
	// What ran when it was looked for had ended, or its link had, when it was asked: the daemon started again meanwhile.
	if (running && noAnswer.test(version))
		throw new TimeoutError(`The ${name} that ran did not answer with its version: it ended meanwhile.`, {
			output: version,
			hint: `Its daemon started again while it was asked; was this machine too slow for it? ${slowMachineHint}`,
		})
	// Debian 12's passt was built without its version; the path above and the package's checksum say which it is.
	if (asked === '' || version === '' || version === 'unknown version') return
	if (!isVersion(asked, version))
		throw new InternalError(notTheAsked(name, asked, version), {
			hint: 'The artifact is not what its name says: check where it came from.',
		})
}

/** The words of `env`, or of the shell, about a program that is not there. */
const noAnswer = /: (?:No such file or directory|No such process|not found)$/

const notTheAsked = (program: string, asked: string, says: string) =>
	program === 'dockerd'
		? `Asked for ${asked}, the daemon says ${says}.`
		: `Asked for ${program} ${asked}, it says ${says}.`
