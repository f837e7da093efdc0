import type { Presence } from '#vm/kernel'

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
}

export type KernelWords = typeof english
