export {
	parseAxes,
	type AxisValues,
	type KernelValue,
	type NetworkValue,
	type ProvidedVersion,
	type RootlessKitValue,
} from './axes/index.ts'
export { unavailableReason } from './axes/unavailable.ts'
export { MatrixFileError, type Problem } from './file/problem.ts'
export { readMatrix } from './file/read-matrix.ts'
export { listPresets, loadMatrix, type MatrixSource } from './load-matrix.ts'
export type { AxisLists, Matrix } from './plan/matrix.ts'
export { planMatrix, type Plan } from './plan/plan-matrix.ts'
export { planToJson, renderPlan } from './plan/render.ts'
