/**
 * On-demand list prices of SageMaker real-time hosting in us-east-1, US dollars an hour (six public tables agreed when
 * they were compared; check against the calculator before quoting). Other regions differ by up to a quarter.
 */
const HOURLY_USD: Readonly<Record<string, number>> = {
  'ml.m5.large': 0.115,
  'ml.m5.xlarge': 0.23,
  'ml.m5.2xlarge': 0.461,
  'ml.m5.4xlarge': 0.922,
};

const HOURS_A_MONTH = 730;

/** What an endpoint costs a month when it is never switched off; `undefined` for types without a known price. */
export const monthlyUsd = ({
  instanceType,
  minInstances,
}: {
  instanceType: string;
  minInstances: number;
}): number | undefined => {
  const hourly = HOURLY_USD[instanceType];
  return hourly === undefined ? undefined : Math.round(hourly * minInstances * HOURS_A_MONTH * 100) / 100;
};
