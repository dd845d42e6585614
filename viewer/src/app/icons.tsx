import type { ReactNode } from "react";

/** Small line drawings on a grid of 24, in the colour of the text beside them. */
function Icon({ children, size = 18 }: { children: ReactNode; size?: number | undefined }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

interface IconProps {
  size?: number;
}

export const SearchIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m16 16 4.5 4.5" />
  </Icon>
);
export const CloseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
);
export const LayersIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m12 4 9 4.8-9 4.8-9-4.8z" />
    <path d="m3.5 13.2 8.5 4.6 8.5-4.6" />
  </Icon>
);
export const ProgrammeIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m4 6.5 1.5 1.5L8.5 5M4 12.5 5.5 14l3-3M4 18.5 5.5 20l3-3M12 6.5h8M12 12.5h8M12 18.5h8" />
  </Icon>
);
export const ReportIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 20V4M4 20h16M8.5 16v-5M13 16V7M17.5 16v-3.5" />
  </Icon>
);
export const DashboardIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z" />
  </Icon>
);
export const WhatIfIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6 20V4M6 12h6a5 5 0 0 0 5-5V4M17 4l-3 3M17 4l3 3M6 20l-3-3M6 20l3-3" />
  </Icon>
);
export const ChevronIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m8 10 4 4 4-4" />
  </Icon>
);
export const PlusIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);
export const MinusIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5 12h14" />
  </Icon>
);
export const CompassIcon = ({ size, bearing }: IconProps & { bearing: number }) => (
  <Icon size={size}>
    <g transform={`rotate(${-bearing} 12 12)`}>
      <path d="M12 3.5 15.5 12h-7z" fill="currentColor" />
      <path d="M12 20.5 8.5 12h7z" />
    </g>
  </Icon>
);
export const ExtentIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
    <circle cx="12" cy="12" r="2.5" />
  </Icon>
);
export const LinkIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3" />
    <path d="M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1" />
  </Icon>
);
export const TargetIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="6" />
    <path d="M12 2.5V7M12 17v4.5M2.5 12H7M17 12h4.5" />
  </Icon>
);
export const WarningIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 4 2.8 19.5h18.4z" />
    <path d="M12 10v4.5M12 17v.2" />
  </Icon>
);
export const CityIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 20h18M5 20v-8l4-2.5V20M9 20V5l6-1.5V20M15 9.5l4 2V20" />
    <path d="M12 8v.2M12 12v.2M12 16v.2" />
  </Icon>
);
export const GripIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M9 6v.2M15 6v.2M9 12v.2M15 12v.2M9 18v.2M15 18v.2" strokeWidth={2.6} />
  </Icon>
);
export const FunnelIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 5h16l-6 7.5V19l-4-2v-4.5z" />
  </Icon>
);
export const TableIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3.5 5h17v14h-17zM3.5 10h17M3.5 14.5h17M9.5 5v14" />
  </Icon>
);
export const RulerIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 15.5 15.5 3 21 8.5 8.5 21zM12.5 6l2 2M9.5 9l3 3M6.5 12l2 2" />
  </Icon>
);
export const SelectIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 8V4h4M11 4h3M17 4h3v4M20 11v2M4 11v3M4 17v3h4M11 20h1" />
    <path d="m13.5 13.5 7 2.7-3 1.3-1.3 3z" />
  </Icon>
);
export const PinIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 21c4-4.6 6-8 6-11a6 6 0 0 0-12 0c0 3 2 6.4 6 11z" />
    <circle cx="12" cy="10" r="2.2" />
  </Icon>
);
export const ClockIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.5 2" />
  </Icon>
);
export const PrintIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z" />
  </Icon>
);
export const BookmarkIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7 4h10v16l-5-4-5 4z" />
  </Icon>
);
export const PlayIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M8 5.5v13l10.5-6.5z" fill="currentColor" />
  </Icon>
);
export const PauseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M8.5 5.5v13M15.5 5.5v13" strokeWidth={3} />
  </Icon>
);
export const PencilIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m4 20 1-4L16 5l3 3L8 19z" />
  </Icon>
);
