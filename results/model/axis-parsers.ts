import {
	brNetfilterState,
	portDriver,
	type Axes,
	type BrNetfilterState,
	type PortDriver,
} from '../schema/index.ts'
import { parseChoice } from './choice.ts'
import { parseDaemonValue } from './daemon.ts'
import { parseKernelValue, type KernelValue } from './kernel.ts'
import { parseNetworkValue, type NetworkValue } from './network.ts'
import type { Parsed } from './parsed.ts'
import {
	parseDockerValue,
	parseRootlessKitValue,
	type ProvidedVersion,
	type RootlessKitValue,
} from './provided.ts'

/** The axes' values, understood. */
export interface AxisValues {
	readonly kernel: KernelValue
	readonly brNetfilter: BrNetfilterState
	readonly docker: ProvidedVersion
	readonly rootlesskit: RootlessKitValue
	readonly network: NetworkValue
	readonly portDriver: PortDriver
	/** A profile's name; whether there is such a profile is the matrix file's to say. */
	readonly daemon: string
}

export const axisParsers: { readonly [A in keyof AxisValues]: (text: string) => Parsed<AxisValues[A]> } = {
	kernel: parseKernelValue,
	brNetfilter: (text) => parseChoice(brNetfilterState.options, text),
	docker: parseDockerValue,
	rootlesskit: parseRootlessKitValue,
	network: parseNetworkValue,
	portDriver: (text) => parseChoice(portDriver.options, text),
	daemon: parseDaemonValue,
}

/** Words to compare a misspelt value with; versions cannot be guessed. */
export const axisWords: { readonly [A in keyof AxisValues]?: readonly string[] } = {
	brNetfilter: brNetfilterState.options,
	portDriver: portDriver.options,
	rootlesskit: ['bundled'],
	network: ['slirp4netns', 'vpnkit', 'lxc-user-nic'],
}

function value<T>(axis: string, text: string, result: Parsed<T>): T {
	if ('value' in result) return result.value
	throw new RangeError(`${axis}: expected ${result.expected}, found "${text}"`)
}

/**
 * The typed values of a planned cell, for those who get its artifacts.
 * @throws RangeError for axes that no plan made.
 */
export function parseAxes(axes: Axes): AxisValues {
	return {
		kernel: value('kernel', axes.kernel, axisParsers.kernel(axes.kernel)),
		brNetfilter: axes.brNetfilter,
		docker: value('docker', axes.docker, axisParsers.docker(axes.docker)),
		rootlesskit: value('rootlesskit', axes.rootlesskit, axisParsers.rootlesskit(axes.rootlesskit)),
		network: value('network', axes.network, axisParsers.network(axes.network)),
		portDriver: axes.portDriver,
		daemon: axes.daemon,
	}
}
