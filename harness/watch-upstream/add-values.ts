import { isSeq, parseDocument } from 'yaml'
import { readMatrixText } from '#harness/matrix'
import { ConfigurationError } from '#results'
import { matrixAxisOf, type NewValues } from './new-values.ts'

/**
 * A matrix file with values added to its axes; comments and what else is in it stay.
 * @throws ConfigurationError, MatrixFileError where it would be no matrix file any more.
 */
export function addValues(text: string, file: string, added: readonly NewValues[]): string {
	const document = parseDocument(text)
	for (const { axis, add } of added) {
		if (add.length === 0) continue
		const path = ['axes', matrixAxisOf(axis)]
		const list = document.getIn(path)
		if (isSeq(list)) for (const value of add) list.add(document.createNode(value))
		else if (typeof list === 'string') document.setIn(path, document.createNode([list, ...add]))
		else throw new ConfigurationError(`${file} has no list of values at ${path.join('.')}`)
	}
	const written = document.toString({ lineWidth: 110 })
	readMatrixText(written, file)
	return written
}
