import { resolve } from 'node:path'
import { type AxisValues, parseAxes, type PlannedCell } from '#results'
import { ArtifactFault, type NetworkRequest, type Provided, type StackRequest } from '#images'

/**
 * What a cell's axes ask of the providers. Directories and files are meant from `baseDir`, the matrix file's.
 * @throws ArtifactFault `unsupported` for network drivers that no provider has.
 */
export function stackRequest(cell: PlannedCell, baseDir: string): StackRequest {
	const { docker, rootlesskit, network } = parseAxes(cell.axes)
	return {
		docker: provided(docker, baseDir),
		rootlesskit: rootlesskit.provider === 'bundled' ? 'bundled' : provided(rootlesskit, baseDir),
		network: networkRequest(network, cell.axes.network, baseDir),
	}
}

const provided = (value: AxisValues['docker'], baseDir: string): Provided =>
	value.provider === 'local' ? { provider: 'local', dir: resolve(baseDir, value.dir) } : value

function networkRequest(network: AxisValues['network'], spelt: string, baseDir: string): NetworkRequest {
	switch (network.driver) {
		case 'pasta': {
			if (!('file' in network)) return network
			const { file } = network
			return { driver: 'pasta', file: 'path' in file ? { ...file, path: resolve(baseDir, file.path) } : file }
		}
		case 'slirp4netns':
			return { driver: 'slirp4netns', ...(network.version ? { version: network.version } : {}) }
		case 'vpnkit':
		case 'lxc-user-nic':
			throw new ArtifactFault('unsupported', `This version of the harness has no way to get ${spelt}.`)
	}
}
