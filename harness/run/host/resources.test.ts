import { expect, test } from 'vitest'
import { defaultJobs, vmCpus } from './resources.ts'

const GiB = 2 ** 30

test.each([
	['tcg', 2, 24, 2],
	['kvm', 2, 24, 1],
	['kvm', 8, 24, 4],
	['tcg', 16, 8, 3],
	['kvm', 1, 1, 1],
] as const)('under %s with %i cores and %i GiB: %i VMs at once', (accelerator, cores, memory, jobs) => {
	expect(defaultJobs(accelerator, { cores, memoryBytes: memory * GiB })).toBe(jobs)
})

test.each([
	['tcg', 2, 2, 1],
	['tcg', 1, 2, 2],
	['tcg', 1, 16, 2],
	['tcg', 8, 2, 1],
	['kvm', 2, 2, 2],
] as const)('under %s, of %i VMs at once on %i cores each has %i CPUs', (accelerator, jobs, cores, each) => {
	expect(vmCpus(accelerator, jobs, { cores })).toBe(each)
})
