import { areas, type Area, type Presence } from '#vm/kernel'

/** What is said of a kernel beside what its requirements and its devices say; `chinese.ts` says the same. */
export const english = {
	/** A kernel without a release, and one whose configuration alone names a version. */
	thisKernel: 'This kernel',
	linux: (version: string) => `Linux ${version}`,
	works: (kernel: string, docker: string) => `${kernel} has all that rootless Docker ${docker} needs.`,
	limits: (kernel: string, docker: string, wanted: readonly string[]) =>
		`${kernel} has what rootless Docker ${docker} needs as it comes; some configurations want more: ${wanted.join(', ')}.`,
	broken: (kernel: string, docker: string, missing: readonly string[]) =>
		`Rootless Docker ${docker} does not work on ${kernel}: ${missing.join(', ')}.`,
	cannotRun: (kernel: string, obstacles: readonly string[]) =>
		`${kernel} cannot run a guest here: ${obstacles.join(', ')}.`,
	/** @param wish one of the three below */
	unknown: (kernel: string, docker: string, wish: string) =>
		`Nothing that rootless Docker ${docker} needs is known to be missing in ${kernel}, but not enough was given to tell. ${wish}`,
	config: 'its configuration (config-RELEASE, /proc/config.gz)',
	modules: 'its modules',
	give: (missing: readonly string[]) => `Give ${missing.join(' and ')} as well.`,
	giveWhole: 'Give its whole configuration.',
	presence: {
		builtin: 'built in',
		module: 'module',
		missing: 'missing',
		unknown: 'unknown',
	} satisfies Record<Presence, string>,
	blacklisted: {
		install: (from: string) => `Never loaded: ${from} has it in a install line.`,
		blacklist: (from: string) => `Not loaded by itself: ${from} has it in a blacklist line.`,
	},
	/** What was given of it. */
	facts: {
		release: 'release',
		arch: 'for',
		image: 'image',
		built: 'built',
		modules: 'modules',
		config: 'config',
		packages: 'packages',
		madeBy: 'made by',
	},
	notGiven: 'not given',
	moduleFiles: (files: number, builtin: number | undefined) =>
		`${files} files, ${builtin ?? 'an unknown number'} built in`,
	options: (count: number, from: string, isWhole: boolean) =>
		`${count} options, ${from}${isWhole ? '' : ' (a part of one only)'}`,
	judging: (distribution: string) => `${distribution}, judging by the release`,
	boots: 'A VM boots it with',
	cannotBoot: 'It cannot run here',
	noConsole: 'no console: what the kernel says at start is not seen',
	assumed: ': assumed, nothing says what is built in',
	passedOver: (drivers: readonly string[]) => `not ${drivers.join('; not ')}`,
	wants: (docker: string) => `What rootless Docker ${docker} wants of it`,
	areas: areas as Readonly<Record<Area, string>>,
	fewNeed: (ids: readonly string[]) => `missing, and few need it: ${ids.join(', ')}`,
	expected: (docker: string) => `What the daemon of Docker ${docker} is expected to do on it`,
	notKnown: 'not known: this Docker is newer than any that was read about',
	starts: 'starts',
	refuses: 'refuses to start',
	defaults: 'default settings',
	explain: (command: string) => `For the rest: ${command}`,
	note: (words: string) => `Note: ${words}`,
}

export type KernelWords = typeof english
