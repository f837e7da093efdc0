import type { VmFault } from '#vm/fake'

/** What the campaign tells a harness process: how its fakes behave. Handed over in `RM_FAULTS` as JSON. */
export interface FakeSetup {
	/** Where the fake artifacts are downloaded from. */
	readonly mirror: string
	/** Milliseconds that a guest takes for a command, and a daemon for a question: room for a fault to strike. */
	readonly paceMs: number
	/** Whether checks are asked by a process of their own, as the product does it, or within the harness. */
	readonly suites: 'process' | 'inside'
	/** What goes wrong with the VM that is started as this one, counted from 0. */
	readonly vm?: { readonly start: number; readonly fault: VmFault } | undefined
	/** Milliseconds that the harness's clock jumps at SIGUSR2. */
	readonly clockStepMs?: number | undefined
}

/** The checks of the campaign's plan. */
export const fakeChecks = ['dns.udp', 'dns.tcp', 'egress.tcp', 'egress.udp', 'kernel.facts'] as const

/** What a file of the fake mirror says. All that differs from it behaves differently in a fake guest. */
export const artifactText = (name: string): string => `the artifact ${name}\n${`${name} `.repeat(400)}\n`

/** Files that the cells of the plan need, by what they are for. */
export const artifactNames = {
	kernel: (kernel: string) => `kernel-${kernel.replace(/\W/g, '-')}`,
	base: 'base',
	probe: 'probe',
	docker: (docker: string) => `docker-${docker.replace(/\W/g, '-')}`,
	network: (network: string) => `network-${network.replace(/\W/g, '-')}`,
}
